package state

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// market quotes 1000 USDC for ETH, one price after the other.
type market struct {
	memory priceMemory
	now    Moment
	// receipt is the last price that was confirmed; nil for none.
	receipt *EarlierPrice
}

func (m *market) quote(bought string) *SwapTerms {
	terms := quoted("1000", bought)
	terms.Earlier = m.memory.measure("USDC", "ETH", m.receipt, m.now)
	m.memory.note(terms, m.now)
	return terms
}

func openMarket() *market {
	m := &market{now: MomentOf(noon)}
	m.receipt = &EarlierPrice{Sold: decimal.NewFromInt(1000), Bought: decimal.RequireFromString("0.34"), At: m.now.Add(-time.Minute), Executed: true}
	return m
}

func TestNoWalkOfSmallStepsLowersThePriceThatAQuoteIsHeldAgainst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keeps   string
		between time.Duration
		// typed is the number of the first quote that has to be typed against.
		typed int
	}{
		"steps just under what is typed":   {"0.9005", 0, 2},
		"steps just under a warning":       {"0.9701", 0, 4},
		"small steps":                      {"0.995", 20 * time.Second, 22},
		"steps, each after the last quote": {"0.9005", 45 * time.Minute, 2},
	} {
		m := openMarket()
		price, keeps := decimal.RequireFromString("0.34"), decimal.RequireFromString(c.keeps)
		for i := 1; i <= 30; i++ {
			price = price.Mul(keeps)
			m.now = m.now.Add(c.between)
			if terms := m.quote(price.String()); (terms.Typed() != "") != (i >= c.typed) {
				t.Errorf("%s: against quote %d, %s, %q is typed", name, i, price, terms.Typed())
				break
			}
		}
	}
}

func TestAQuoteIsHeldAgainstTheBestOfTheLastOnes(t *testing.T) {
	t.Parallel()
	m := openMarket()
	want := func(what, best string) {
		t.Helper()
		if earlier := m.memory.measure("USDC", "ETH", m.receipt, m.now); earlier == nil || earlier.Bought.String() != best {
			t.Errorf("%s: the measure is %+v, want %s", what, earlier, best)
		}
	}
	m.quote("0.335")
	want("after a worse one, that was let pass", "0.34")
	m.quote("0.345")
	want("after a better one", "0.345")
	m.quote("0.0000001")
	m.quote("0.31")
	m.quote("0.9")
	want("after those that are warned of", "0.345")
	m.receipt = &EarlierPrice{Sold: decimal.NewFromInt(500), Bought: decimal.RequireFromString("0.16"), At: m.now.Add(time.Minute), Executed: true}
	want("after a worse receipt", "0.345")
	m.now = m.now.Add(measureLife + time.Minute)
	want("when the quotes are old, the receipt", "0.16")
	m.receipt = nil
	want("without one, the last quote", "0.345")
}

func TestAQuoteThatNobodyCouldCompareIsNoMeasure(t *testing.T) {
	t.Parallel()
	m := openMarket()
	m.receipt = nil
	for i := range 3 {
		if terms := m.quote("0.0000001"); terms.Typed() != "price not compared" {
			t.Errorf("against quote %d %q is typed", i+1, terms.Typed())
		}
	}
}

func TestTheOtherDirectionIsAMeasureWhereThereIsNoOther(t *testing.T) {
	t.Parallel()
	m := openMarket()
	m.quote("0.34")
	back := m.memory.measure("ETH", "USDC", nil, m.now)
	if back == nil || !back.Bought.Equal(decimal.NewFromInt(1000)) || !back.Sold.Equal(decimal.RequireFromString("0.34")) {
		t.Errorf("the measure is %+v", back)
	}
}
