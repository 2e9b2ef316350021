package state

import (
	"sync"
	"time"
)

// priceMemory holds the quotes of this run that a next one is held against, by
// pair of tokens, also those that nobody confirmed. It is safe for concurrent
// use.
type priceMemory struct {
	mu sync.Mutex
	// quoted are a pair's quotes, oldest first, each worse than the one before
	// it: a quote that is older than a better one is no measure any more.
	quoted map[[2]string][]EarlierPrice
}

const (
	// mostPairs is far more than anybody swaps.
	mostPairs = 100
	// measureLife is for how long the best quote is the measure. A price that
	// falls faster than the cautions let pass within that time is looked at,
	// however small its steps are; one that falls slower is a market's.
	measureLife = time.Hour
)

// note keeps a quote. One that a person is warned of is no measure for the next,
// and neither is one whose price nobody could compare.
func (m *priceMemory) note(terms *SwapTerms, at Moment) {
	for _, of := range []func() (Caution, bool){terms.priceCaution, terms.unknownPriceCaution} {
		if caution, holds := of(); holds && caution.Level >= CostWarning {
			return
		}
	}
	quote := EarlierPrice{Sold: terms.SellAmount, Bought: terms.ExpectedBuy, At: at}
	pair := [2]string{terms.SellToken, terms.BuyToken}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.quoted == nil || len(m.quoted) >= mostPairs && m.quoted[pair] == nil {
		m.quoted = make(map[[2]string][]EarlierPrice)
	}
	quotes := m.quoted[pair]
	for len(quotes) > 0 && !quotes[len(quotes)-1].isBetterThan(&quote) {
		quotes = quotes[:len(quotes)-1]
	}
	for len(quotes) > 0 && at.Sub(quotes[0].At) > measureLife {
		quotes = quotes[1:]
	}
	m.quoted[pair] = append(quotes, quote)
}

// measure is what a quote of the pair is held against: the best of the lately
// quoted ones and last, which is the last price that somebody confirmed, or nil.
// Without a lately quoted one it is the newest that there is. It is nil where
// there is none.
func (m *priceMemory) measure(sell, buy string, last *EarlierPrice, now Moment) *EarlierPrice {
	m.mu.Lock()
	defer m.mu.Unlock()
	quotes := m.quoted[[2]string{sell, buy}]
	for i := range quotes {
		if best := quotes[i]; now.Sub(best.At) <= measureLife {
			if last != nil && last.isBetterThan(&best) {
				return last
			}
			return &best
		}
	}
	if len(quotes) > 0 {
		if newest := quotes[len(quotes)-1]; last == nil || newest.At > last.At {
			return &newest
		}
	}
	if turned := m.quoted[[2]string{buy, sell}]; last == nil && len(turned) > 0 {
		return turned[len(turned)-1].reversed()
	}
	return last
}
