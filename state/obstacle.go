package state

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"coffer/api"
)

// obstacle is what stood between a question and a usable answer.
type obstacle struct {
	// happened is a whole sentence; "" where no answer came, and reason says why.
	happened string
	// reason is a clause.
	reason string
	// advice is "" where trying again is all there is to do.
	advice string
}

// happened says in one sentence how a call ended.
func happened(err error, outcome api.Outcome) string {
	var answer *api.Error
	var call *api.CallError
	switch {
	case errors.As(err, &answer) && outcome == api.Refused:
		return sentence("The bank refused", refusalText(answer))
	case errors.As(err, &answer):
		return unsettled(answer)
	}
	found := obstacleOf(err)
	switch {
	case found.happened != "":
		return found.happened
	case errors.As(err, &call):
		return sentence("No answer from the bank", found.reason)
	}
	// It is no call that failed, and the bank has nothing to do with it.
	return sentence("It failed on this machine", found.reason)
}

// unsettled says what an answer with an error status was that refuses nothing.
func unsettled(answer *api.Error) string {
	what := SafeID(string(answer.Code))
	if what == "" {
		what = "without a code of the bank"
	}
	start := fmt.Sprintf("The answer was %d %s, which is no refusal", answer.Status, what)
	if answer.Status >= 500 {
		start = fmt.Sprintf("The bank failed (%d)", answer.Status)
	}
	return sentence(start, answer.Message)
}

// notSentAdvice is what to do where nothing has left.
func notSentAdvice(err error) string {
	if advice := obstacleOf(err).advice; advice != "" {
		return advice
	}
	return "Check the connection and try again."
}

// obstacles are told apart by the error that each leaves behind; the first that
// fits is it.
var obstacles = []struct {
	causes []error
	obstacle
}{
	{[]error{api.ErrPaceUsedUp}, obstacle{
		happened: "Held back here, because the calls that the bank allows a minute are used up.",
		advice:   "Nothing is wrong with the connection: try again in a minute.",
	}},
	{[]error{api.ErrWebPage}, obstacle{
		happened: "A web page came in place of the bank's answer: a sign-in page of this network, or a wrong address of the bank.",
		advice:   "Open a browser and sign in to the network, or check the bank's address.",
	}},
	{[]error{api.ErrNotJSON}, obstacle{
		happened: "What came back is not the bank's answer: it can't be read.",
		advice:   "Check the bank's address, and that no proxy changes what it says.",
	}},
	{[]error{api.ErrNoSandbox}, obstacle{
		happened: "The profile promises a sandbox, and the bank doesn't say that it is one.",
		advice:   `Set api_url to the sandbox's address, or say environment = "test" in the profile.`,
	}},
	{[]error{api.ErrIsSandbox}, obstacle{
		happened: "The profile promises the bank's test environment, and the bank says that it is a sandbox of ours.",
		advice:   `Set api_url to the bank's address, or say environment = "sandbox" in the profile.`,
	}},
	{[]error{api.ErrRedirected}, obstacle{
		happened: "The bank's address leads elsewhere, and the key doesn't follow.",
		advice:   "Set the address that the bank names.",
	}},
	{[]error{api.ErrAnswerTooLarge}, obstacle{happened: "The answer is too large to be one of the bank's (over 1 MiB)."}},
	{[]error{syscall.ENOSPC, syscall.EDQUOT}, obstacle{happened: "The disk is full.", advice: "Free space, then try again."}},
	{[]error{syscall.EROFS}, obstacle{happened: "The disk can't be written to.", advice: "Mend the disk, or choose another --data-dir."}},
	{[]error{fs.ErrPermission}, obstacle{reason: "this machine doesn't allow it"}},
	{[]error{syscall.ECONNREFUSED}, obstacle{reason: "nothing listens at its address"}},
	{[]error{syscall.ECONNRESET, syscall.EPIPE, io.ErrUnexpectedEOF, io.EOF, net.ErrClosed}, obstacle{reason: "the connection broke"}},
	{[]error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN}, obstacle{reason: "there is no way to it from this network"}},
	{[]error{syscall.EMFILE, syscall.ENFILE}, obstacle{reason: "this machine has too many files and connections open"}},
	{[]error{context.DeadlineExceeded}, obstacle{reason: "it took too long"}},
	{[]error{context.Canceled}, obstacle{reason: "it was broken off here"}},
}

// IsOtherBank reports whether the bank isn't what the settings promise: a sandbox
// where they say so, and none where they say test.
func IsOtherBank(err error) bool {
	return errors.Is(err, api.ErrNoSandbox) || errors.Is(err, api.ErrIsSandbox)
}

// IsUnusable reports whether the bank's answer is about another record than was
// asked for, or can't be right. Nothing of it is used.
func IsUnusable(err error) bool {
	var unusable *api.UnusableError
	return errors.As(err, &unusable)
}

// unusableText says what is wrong with an answer, with ids as they are drawn
// everywhere, so that two that differ don't look alike.
func unusableText(unusable *api.UnusableError) string {
	if unusable.Asked == "" {
		return unusable.Error()
	}
	return fmt.Sprintf("%s is %s, and %s was asked for", unusable.Field, SafeID(unusable.Answered), SafeID(unusable.Asked))
}

// obstacleOf finds what stood in the way, in plain words.
func obstacleOf(err error) obstacle {
	var unusable *api.UnusableError
	if errors.As(err, &unusable) {
		return obstacle{
			happened: sentence("The bank's answer can't be right", unusableText(unusable)),
			advice:   "It is not used. Ask the bank, and name what it answered.",
		}
	}
	var name *net.DNSError
	if errors.As(err, &name) {
		if name.IsTimeout || name.IsTemporary {
			return obstacle{reason: "nobody here could say where " + name.Name + " is"}
		}
		return obstacle{reason: "its name " + name.Name + " is not known here"}
	}
	for _, known := range obstacles {
		for _, cause := range known.causes {
			if errors.Is(err, cause) {
				return known.obstacle
			}
		}
	}
	return obstacleOfText(err)
}

// obstacleOfText is for what leaves no error of its own behind.
func obstacleOfText(err error) obstacle {
	var unknownAuthority x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var timeout net.Error
	switch text := innermost(err); {
	case errors.As(err, &unknownAuthority):
		return obstacle{reason: "its certificate is by someone whom this machine doesn't trust", advice: tlsAdvice}
	case errors.As(err, &wrongName):
		return obstacle{reason: "its certificate is for another name", advice: tlsAdvice}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return obstacle{reason: "its certificate has run out, or this machine's date is wrong", advice: tlsAdvice}
	case errors.As(err, &verification):
		return obstacle{reason: "its certificate is not valid", advice: tlsAdvice}
	case errors.As(err, &timeout) && timeout.Timeout():
		return obstacle{reason: "it took too long"}
	case strings.Contains(text, "HTTP response to HTTPS"):
		return obstacle{reason: "it doesn't speak TLS", advice: "Check the bank's address: https:// is for a bank that speaks TLS."}
	case strings.Contains(text, "malformed HTTP"):
		return obstacle{reason: "what listens at its address is no web server"}
	case strings.Contains(text, "database or disk is full"):
		return obstacle{happened: "The disk is full.", advice: "Free space, then try again."}
	case strings.Contains(text, "server closed idle connection"), strings.Contains(text, "http2: "), strings.Contains(text, "GOAWAY"):
		return obstacle{reason: "the connection broke"}
	default:
		return obstacle{reason: text}
	}
}

const tlsAdvice = "Nothing was sent over it. Check the address, this machine's date, and whether a proxy opens encrypted traffic."

// innermost leaves out the method and address that net/http puts in front.
func innermost(err error) string {
	var answer *api.Error
	if errors.As(err, &answer) {
		return answer.Message
	}
	var operation *net.OpError
	if errors.As(err, &operation) {
		return operation.Err.Error()
	}
	var call *api.CallError
	if errors.As(err, &call) {
		return innermost(call.Err)
	}
	return err.Error()
}
