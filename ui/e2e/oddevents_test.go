package e2e

import (
	"net/http"

	"coffer/api/webhook"
)

func oddEvents() []oddAnswer {
	const section, events = "A signed event that can't be taken in", "An event that is bent"
	taken := func(status int) bool { return status >= 200 && status <= 299 }
	sent := func(deliver func(*oddScene) int, text string) func(*oddScene) {
		return func(s *oddScene) {
			opened := s.open("--webhook-listen", s.receiver)
			opened.waitFor("Available", "$")
			if status := deliver(s); !taken(status) {
				s.t.Errorf("it was answered %d", status)
			}
			opened.press("i")
			s.look(opened, text)
			s.leave(opened)
			s.linear()
			s.read("status", "--json")
			s.read("doctor", "--json")
		}
	}
	event := func(fields map[string]any) func(*oddScene) int {
		return func(s *oddScene) int { return s.deliver(s.event("evt_9", "req_9", fields), nil) }
	}
	return []oddAnswer{
		{
			section: section, bent: "a kind that isn't known",
			play: sent(func(s *oddScene) int {
				return s.deliver(map[string]any{"id": "evt_9", "type": "purchase_intent.created", "data": map[string]any{}}, nil)
			}, "purchase_intent.created"),
			screen: says{"purchase_intent.created"}, lines: says{"purchase_intent.created"}, json: says{`"reason":"other kind"`, `"detail":"purchase_intent.created"`},
		},
		{
			section: section, bent: "one that can't be read", play: sent(func(s *oddScene) int { return s.deliverBytes([]byte("not json"), nil) }, "Not readable"),
			screen: says{"not JSON 1"}, lines: says{"not JSON 1"}, json: says{`"reason":"unreadable"`, `"detail":"not JSON"`},
		},
		{
			section: section, bent: "an amount that is no whole number, `41100.5`", play: sent(event(map[string]any{"amount_cents": 41_100.5}), "Not readable"),
			screen: says{"another shape of data.spend.amount_cents"}, lines: says{"another shape of data.spend.amount_cents"}, json: says{`"reason":"unreadable"`}, never: says{"$411.00"},
		},
		{
			section: section, bent: "a status that is there twice", play: sent(event(map[string]any{"status": "declined", "Status": "approved", "amount_cents": 999_900}), "Not readable"),
			screen: says{"status is there in other letters"}, lines: says{"status is there in other letters"}, json: says{`"reason":"unreadable"`}, never: says{"$9,999.00"},
		},
		{
			section: section, bent: "another team's", play: sent(event(map[string]any{"team_id": "team_of_someone_else"}), "team_of_someone_else"),
			json: says{`"reason":"another team"`, `"detail":"team_of_someone_else"`}, screen: says{"Of another team", "1 (team_of_someone_else 1)"}, lines: says{"Webhooks, of another team: 1 (team_of_someone_else 1)"}, never: says{"req_9"},
		},
		{
			section: events, bent: "the same event id, with another body",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				s.announce("evt_same", "req_same", nil)
				s.announce("evt_same", "req_same", map[string]any{"amount_cents": 70_000})
				s.look(opened, "$411.00")
				opened.press(enter)
				s.look(opened, "two facts of the bank contradict each other")
				opened.leave("DETAILS")
				opened.press("4")
				s.look(opened, "another body")
				s.leave(opened)
				s.linear("show req_same")
				s.run("export", "spends", "--format", "csv")
			},
			screen: says{"two facts of the bank contradict each other", "event evt_same came again with another body"}, export: says{",411.00,USD,", ",yes,41100,"},
			lines: says{"Beware: two facts of the bank contradict each other", "event evt_same came again with another body, which isn't taken in", "and now says needs_approval · $700.00"}, never: says{"final states", ",700.00,"},
		},
		{
			section: events, bent: "two `Dino-Event-Id` headers",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				status := s.deliver(s.event("evt_two", "req_two", nil), func(r *http.Request) { r.Header.Add(webhook.HeaderEventID, "evt_other") })
				if status < 400 {
					s.t.Errorf("it was answered %d", status)
				}
				opened.press("i")
				s.look(opened, "Refused webhooks")
				s.leave(opened)
			},
			screen: says{"their headers contradict each other or the body"}, never: says{"req_two"},
		},
		{
			section: events, bent: "approved and declined, both final",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				for _, status := range []string{"approved", "declined"} {
					event := s.event("evt_"+status, "req_both", map[string]any{"status": status})
					event["type"] = "spend_request." + status
					if answered := s.deliver(event, nil); !taken(answered) {
						s.t.Errorf("it was answered %d", answered)
					}
				}
				s.look(opened, "Spends 1")
				opened.press(enter)
				s.look(opened, "two facts of the bank contradict each other")
				s.leave(opened)
				s.linear("show req_both")
				s.run("export", "spends", "--format", "csv")
			},
			screen: says{"two facts of the bank contradict each other"}, lines: says{"Beware: two facts of the bank contradict each other"}, export: says{",yes,41100,"},
		},
	}
}
