package sandbox

import (
	"math/rand/v2"

	"coffer/api"
)

// purchase is something that an agent buys now and then, in cents.
type purchase struct {
	merchant, reason string
	usual            int64
}

// persona is a named agent and what it buys.
type persona struct {
	name  string
	buys  []purchase
	large []purchase
}

// personas are the first n of the team's agents; beyond those with a trade of
// their own the trades come round again.
func personas(n int) []persona {
	team := team()
	hired := make([]persona, 0, n)
	for i := range n {
		hired = append(hired, team[i%len(team)])
	}
	return hired
}

// request is what an agent asks for next. It keeps within what remains of the
// budget, so that a month's budget lasts; it reports false when too little is
// left to ask for anything.
func (p persona) request(source *rand.Rand, rules Rules, remaining, pending int64) (api.SpendRequest, bool) {
	kind := source.IntN(100)
	switch {
	case kind < 3 && len(rules.DeniedMerchants) > 0 && remaining > 20_00:
		return asked(purchase{pick(source, rules.DeniedMerchants), "promotional credits found by web search", 1_500}, 1_500), true
	case kind < 12 && pending < patienceCents && remaining > 2*rules.ApprovalThresholdCents:
		wanted := pick(source, p.large)
		above := min(rules.ApprovalThresholdCents+wanted.usual/4+source.Int64N(wanted.usual), remaining/2, rules.MaxPurchaseCents)
		return asked(wanted, wholeDollars(max(above, rules.ApprovalThresholdCents+100))), true
	}
	wanted := pick(source, p.buys)
	most := min(remaining/60, rules.ApprovalThresholdCents)
	if most < 100 {
		return api.SpendRequest{}, false
	}
	return asked(wanted, min(vary(source, wanted.usual), most/2+source.Int64N(most/2+1))), true
}

func asked(wanted purchase, cents int64) api.SpendRequest {
	return api.SpendRequest{AmountCents: max(1, cents), Currency: "usd", MerchantName: wanted.merchant, Reason: wanted.reason}
}

// vary is between half and one and a half times the usual.
func vary(source *rand.Rand, usual int64) int64 { return usual/2 + source.Int64N(usual+1) }

// wholeDollars rounds to five dollars, as prices of larger things are.
func wholeDollars(cents int64) int64 { return (cents + 499) / 500 * 500 }

func team() []persona {
	return []persona{
		{"research", []purchase{
			{"OpenAI", "embeddings for the literature index", 18_40},
			{"Anthropic", "summaries of 40 new papers", 22_75},
			{"Vast.ai", "spot GPU for an ablation run", 31_20},
			{"Hugging Face", "inference endpoint, two hours", 9_60},
		}, []purchase{
			{"Vast.ai", "H100 reservation for the weekend run", 600_00},
			{"AWS", "GPU runtime for evaluation job", 420_00},
		}},
		{"support", []purchase{
			{"OpenAI", "model inference for support agent", 25_00},
			{"Twilio", "SMS credits for ticket follow-ups", 12_00},
			{"Intercom", "extra seat hours in the evening queue", 19_00},
			{"DeepL", "translation of 300 tickets", 8_70},
		}, []purchase{
			{"OpenAI", "model inference for the backlog of May tickets", 350_00},
			{"Zendesk", "annual add-on for the help centre", 480_00},
		}},
		{"growth", []purchase{
			{"Cloudflare", "image resizing for campaign pages", 6_50},
			{"Figma", "seat for design agent", 15_00},
			{"LinkedIn Ads", "daily cap of the launch campaign", 48_00},
			{"Resend", "newsletter batch of 12,000", 20_00},
		}, []purchase{
			{"LinkedIn Ads", "double the budget for launch week", 700_00},
			{"Ahrefs", "backlink export for Q3 planning", 260_00},
		}},
		{"engineering", []purchase{
			{"GitHub", "larger runners for the release build", 14_20},
			{"Hetzner", "preview environments, 3 servers", 11_90},
			{"AWS", "GPU runtime for evaluation job", 36_00},
			{"Sentry", "extra event volume", 26_00},
		}, []purchase{
			{"AWS", "load test at twice the peak", 380_00},
			{"Datadog", "log retention for the audit", 540_00},
		}},
		{"operations", []purchase{
			{"Notion", "two more members for the handbook", 20_00},
			{"Linear", "seat for the triage agent", 8_00},
			{"Zoom", "webinar add-on", 40_00},
			{"Uber", "courier for the signed papers", 23_50},
		}, []purchase{
			{"Apple", "replacement laptop charger set and dock", 320_00},
			{"DocuSign", "envelope pack for vendor renewals", 300_00},
		}},
	}
}
