package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const quoteHead = `{"quote_id":"quote_1","expected_buy_amount":"0.3412","slippage_bps":100,"expires_at":"2026-05-08T15:04:00.000Z"`

func quoteWith(t *testing.T, fields string) Quote {
	t.Helper()
	var quote Quote
	if err := json.Unmarshal([]byte(quoteHead+fields+"}"), &quote); err != nil {
		t.Fatalf("%s: %v", fields, err)
	}
	if quote.ID != "quote_1" || quote.ExpectedBuyAmount.String() != "0.3412" {
		t.Fatalf("%s: read as %+v", fields, quote)
	}
	return quote
}

func TestNoShapeOfARouteLosesAQuote(t *testing.T) {
	t.Parallel()
	for route, want := range map[string]string{
		`{"path":["USDC","WETH","ETH"]}`:                   "USDC WETH ETH",
		`["USDC","ETH"]`:                                   "USDC ETH",
		`{"path":[{"symbol":"USDC"},{"token":"ETH"}]}`:     "USDC ETH",
		`{"path":[{"address":"0xa0b8"},{"symbol":"ETH"}]}`: "0xa0b8 ETH",
		`null`: "", `{}`: "", `[]`: "", `"direct"`: "", `12`: "", `true`: "", `[[["deep"]]]`: "", `{"path":null}`: "", `{"path":7}`: "",
		`{"path":["USDC",null]}`: "", `{"fills":[]}`: "", `{"fills":"none","tokens":4}`: "", `{"fills":[1,null]}`: "",
		`{"fills":[{"from":"0xA","to":"0xB","source":"Uniswap_V3","proportionBps":"10000"},{"from":"0xB","to":"0xC"}],
		  "tokens":[{"address":"0xc","symbol":"ETH"},{"address":"0xa","symbol":"USDC"},{"address":"0xb","symbol":"WETH"}]}`: "USDC WETH ETH",
		`{"fills":[{"from":"0xA","to":"0xB"},{"from":"0xA","to":"0xB"}]}`: "0xA 0xB",
		`{"fills":[{"from":"0xA","to":"0xB"},{"from":"0xA","to":"0xC"}]}`: "",
		`{"fills":[{"from":"0xA","to":"0xB"},{"from":"0xB","to":"0xA"}]}`: "",
		`{"path":[` + strings.Repeat(`"A",`, 1000) + `"B"]}`:              "",
	} {
		if got := strings.Join(quoteWith(t, `,"route":`+route).RoutePath(), " "); got != want {
			t.Errorf("%.80s is the path %q, want %q", route, got, want)
		}
	}
}

func TestNoShapeOfFeesLosesAQuoteOrReadsAsFree(t *testing.T) {
	t.Parallel()
	for fees, want := range map[string]string{
		`{"network":"3.15","protocol":"0.42"}`:                                   "3.57 []",
		`{"network":3.15}`:                                                       "3.15 []",
		`{"network":{"amount":"3.15","currency":"usd"},"protocol":0.42}`:         "3.57 []",
		`{"network":{"amount":"3.15","currency":"ETH"},"protocol":"0.42"}`:       "0.42 [network]",
		`{"network":"3.15","protocol":null}`:                                     "3.15 [protocol]",
		`{"network":"3.15","protocol":"free"}`:                                   "3.15 [protocol]",
		`{"network":"3.15","currency":"USD"}`:                                    "3.15 []",
		`{"network":"3.15","currency":"EUR"}`:                                    "not told [network]",
		`{"amount":"3.57","currency":"USD"}`:                                     "3.57 []",
		`[{"type":"network","amount":"3.15"},{"kind":"protocol","amount":0.42}]`: "3.57 []",
		`[{"type":"network","amount":"3.15"},{"type":"network","amount":"1"}]`:   "4.15 []",
		`["3.15",null,{"amount":"1"}]`:                                           "not told [estimated_fees]",
		`{"total":3.57,"network":3.15,"protocol":0.42}`:                          "3.57 []",
		`{"total":5,"network":3.15,"protocol":0.42}`:                             "5 [network protocol]",
		`{"total":1,"network":3.15,"protocol":0.42}`:                             "3.57 [total]",
		`[{"type":"total","amount":"3.15"},{"type":"network","amount":"3.15"}]`:  "3.15 []",

		`{"total":"3.57"}`:                "3.57 []",
		`{"total":"1e999","network":"1"}`: "1e999 absurd []",
		`{"amount":1,"network":2}`:        "not told [total]",
		`{"amount":1,"amount":2}`:         "not told [total]",

		`{"amount":"1","currency":"USD","note":"per swap","decimals":2}`: "1 []",
		`{"network":{"amount":"1","tip":"2"}}`:                           "not told [network]",
		`{"network":{"amount":"1","amount":"2"}}`:                        "not told [network]",
		`{"network":"3.15","network":"900","protocol":"1"}`:              "1 [network]",
		"{\"network\":\"3.15\",\"currency\":\"u\u017fd\"}":               "not told [network]",
		`{"network":{"amount":"3.15","currency":"usdt"}}`:                "not told [network]",
		`"3.57"`: "3.57 []",
		`3.57`:   "3.57 []",
		`null`:   "not told []",
		`{}`:     "not told []",
		`[]`:     "not told []",
		`"free"`: "not told [total]",
		`true`:   "not told [total]",
		`{"network":{"deep":["3"]},"protocol":[1]}`: "not told [network protocol]",
	} {
		quote := quoteWith(t, `,"estimated_fees":`+fees)
		sum := "not told"
		if isFees("", quote.EstimatedFees) != nil {
			sum = "1e999 absurd"
		} else if total, told := quote.EstimatedFees.Total(); told {
			sum = total.String()
		}
		if got := fmt.Sprint(sum, " ", quote.UnreadFees); got != want {
			t.Errorf("%.80s is %s, want %s", fees, got, want)
		}
	}
}

func TestWhatIsOptionalInAQuoteMayHaveAnyShape(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{`null`, `12`, `{"name":"0x"}`, `["0x"]`, `true`} {
		if quote := quoteWith(t, `,"provider":`+odd+`,"extra":`+odd); quote.Provider != "" {
			t.Errorf("%s is the provider %q", odd, quote.Provider)
		}
	}
	for _, nonsense := range []string{`"slippage_bps":"wide"`, `"price_impact_bps":[]`, `"expected_buy_amount":{}`, `"expected_buy_amount":"lots"`} {
		var quote Quote
		if err := json.Unmarshal([]byte(`{"quote_id":"quote_1",`+nonsense+`}`), &quote); err == nil {
			t.Errorf("%s is read as %+v", nonsense, quote)
		}
	}
}

func TestNoShapeOfReasonsLosesAVerdict(t *testing.T) {
	t.Parallel()
	for reasons, want := range map[string][]string{
		`["too much","too late"]`: {"too much", "too late"},
		`null`:                    nil,
		`"too much"`:              {"too much"},
		`[{"message":"too much","code":7},{"a":[1 ]}]`: {"too much", `{"a":[1]}`},
		`[1, null, true, ["x"]]`:                       {"1", "true", `["x"]`},
		`{"text":"too much"}`:                          {"too much"},
		`3`:                                            {"3"},
	} {
		var verdict PolicyCheck
		if err := json.Unmarshal([]byte(`{"status":"fail","reasons":`+reasons+`}`), &verdict); err != nil || verdict.Status != PolicyFail {
			t.Errorf("%s: %+v, %v", reasons, verdict, err)
		}
		if !slices.Equal(verdict.Reasons, want) {
			t.Errorf("%s is %q, want %q", reasons, verdict.Reasons, want)
		}
	}
	var verdict PolicyCheck
	odd := `{"status":"pass","reasons":[],"checks":[{"status":"fail","text":"over the limit"},{"status":3,"text":"?"},null,"bare"]}`
	if err := json.Unmarshal([]byte(odd), &verdict); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(verdict.Checks); got != "[{fail over the limit} {3 ?} { bare}]" {
		t.Errorf("checks %s", got)
	}
}

func TestAFigureIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, written := range []string{`"0.3412"`, `"0.341200000000000000"`, `"3.412e-1"`, `"3412E-4"`, `"+0.3412"`, `0.3412`, `0.341200`, `3.412e-1`} {
		var quote Quote
		body := `{"expected_buy_amount":` + written + `,"estimated_fees":{"network":"3.150","protocol":4.2e-1},"slippage_bps":1.00e2}`
		if err := Decode([]byte(body), &quote); err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		total, told := quote.EstimatedFees.Total()
		if quote.ExpectedBuyAmount.String() != "0.3412" || !told || total.String() != "3.57" || quote.SlippageBPS == nil || *quote.SlippageBPS != 100 {
			t.Errorf("%s is read as %s, fees %s, slippage %v", written, quote.ExpectedBuyAmount, total, quote.SlippageBPS)
		}
	}
}
