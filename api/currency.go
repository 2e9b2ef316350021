package api

import "strings"

// The codes of ISO 4217, of some currencies too that were replaced of late, by
// how many decimals each has. Metals, units of account and test codes have no
// minor unit there, and so are not among them.
var isoCodes = map[int32]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
		CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ
		GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD
		MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
		RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
		USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL`,
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

// codeLetters is how many letters a code has.
const codeLetters = 3

type currency struct {
	code     string
	decimals int32
}

var currencies = listCurrencies()

func listCurrencies() map[[codeLetters]byte]currency {
	list := make(map[[codeLetters]byte]currency)
	for decimals, codes := range isoCodes {
		for _, code := range strings.Fields(codes) {
			list[[codeLetters]byte([]byte(code))] = currency{code, decimals}
		}
	}
	return list
}

// CurrencyCode is the ISO 4217 code that a currency's word stands for, in upper
// case, and how many decimals the currency has. It is known by its three ASCII
// letters alone: a sign, another alphabet's letters and a code that isn't on
// the list stand for no currency that is known here.
func CurrencyCode(word string) (code string, decimals int32, known bool) {
	if len(word) != codeLetters {
		return "", 0, false
	}
	var upper [codeLetters]byte
	for i := range codeLetters {
		letter := word[i]
		if letter >= 'a' && letter <= 'z' {
			letter -= 'a' - 'A'
		}
		upper[i] = letter
	}
	found, known := currencies[upper]
	return found.code, found.decimals, known
}
