package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxSignatureHeader and maxSignatures bound the work that an unsigned
	// request can cause.
	maxSignatureHeader = 2048
	maxSignatures      = 8
)

// Sign makes the two signature headers of a body that is delivered at now.
func Sign(secret Secret, body []byte, now time.Time) http.Header {
	header := http.Header{}
	seconds := strconv.FormatInt(now.Unix(), 10)
	header.Set(HeaderSignature, "t="+seconds+",v1="+hex.EncodeToString(timedMAC(secret, seconds, body)))
	header.Set(HeaderBodySignature, hex.EncodeToString(bodyMAC(secret, body)))
	return header
}

// signature is a parsed Dino-Signature header.
type signature struct {
	// seconds is the time as it was written, because that is what is signed.
	seconds string
	at      time.Time
	macs    [][]byte
}

// parseSignature reads t={unix seconds},v1={hex}[,v1={hex}…]. Other schemes
// are skipped, so that a v2 can be introduced beside v1.
func parseSignature(header string) (signature, error) {
	var parsed signature
	if len(header) > maxSignatureHeader {
		return parsed, ErrMalformedSignature
	}
	for part := range strings.SplitSeq(header, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(part), "=")
		if !found {
			return signature{}, ErrMalformedSignature
		}
		if err := parsed.take(name, value); err != nil {
			return signature{}, err
		}
	}
	if parsed.seconds == "" || len(parsed.macs) == 0 {
		return signature{}, ErrMalformedSignature
	}
	return parsed, nil
}

func (s *signature) take(name, value string) error {
	switch name {
	case "t":
		seconds, err := strconv.ParseUint(value, 10, 40)
		if err != nil || s.seconds != "" {
			return ErrMalformedSignature
		}
		s.seconds, s.at = value, time.Unix(int64(seconds), 0)
	case "v1":
		mac, err := hex.DecodeString(value)
		if err != nil || len(mac) != sha256.Size || len(s.macs) == maxSignatures {
			return ErrMalformedSignature
		}
		s.macs = append(s.macs, mac)
	}
	return nil
}

// timedMAC signs {t}.{body} with the whole secret string as key.
func timedMAC(secret Secret, seconds string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(seconds))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return mac.Sum(nil)
}

func bodyMAC(secret Secret, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write(body)
	return mac.Sum(nil)
}
