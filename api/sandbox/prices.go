package sandbox

import (
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"
)

const (
	// priceStep is how often the prices move.
	priceStep = 2 * time.Second
	// walkMemory is after how many steps a step is forgotten: the walk returns
	// to its base price, however long a bank lives.
	walkMemory = 1500
	// walkKept is the part of the distance from the base that a step keeps, in
	// thousandths, and walkStep the largest new distance, in parts per million.
	walkKept = 995
	walkStep = 900
	million  = 1_000_000
)

// prices are a seeded random walk per token around a base price. A price is a
// function of seed, token and time alone, in whole numbers throughout.
type prices struct{ seed uint64 }

// at is the price of a token in dollars.
func (p prices) at(token string, now time.Time) decimal.Decimal {
	base, stable := basePrice(token)
	if stable {
		return base
	}
	distance := p.distance(token, now)
	return base.Mul(decimal.New(million+distance, -6)).Round(6)
}

// distance from the base price, in parts per million.
func (p prices) distance(token string, now time.Time) int64 {
	step := uint64(now.UnixNano() / int64(priceStep))
	source := rand.NewPCG(0, 0)
	key := stream("price of "+token, p.seed)
	distance := int64(0)
	for past := uint64(walkMemory); past > 0; past-- {
		source.Seed(key, step-past+1)
		moved := int64(source.Uint64()%(2*walkStep+1)) - walkStep
		distance = distance*walkKept/1000 + moved
	}
	return distance
}

// basePrice in dollars; a stable token keeps it.
func basePrice(token string) (price decimal.Decimal, stable bool) {
	switch token {
	case "USDC":
		return decimal.NewFromInt(1), true
	case "USDT":
		return decimal.New(9998, -4), true
	case "DAI":
		return decimal.New(10001, -4), true
	case "ETH":
		return decimal.New(293083, -2), false
	case "WBTC":
		return decimal.New(9742050, -2), false
	default:
		return decimal.New(16840, -2), false
	}
}
