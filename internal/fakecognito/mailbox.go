package fakecognito

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"
)

// MessageKind is the reason for a message.
type MessageKind string

const (
	// KindConfirmSignUp is the code of SignUp and ResendConfirmationCode.
	KindConfirmSignUp MessageKind = "confirm-sign-up"
	// KindResetPassword is the code of ForgotPassword.
	KindResetPassword MessageKind = "reset-password"
	// KindVerifyEmail and KindVerifyPhone are the codes that verify an
	// attribute.
	KindVerifyEmail MessageKind = "verify-email"
	KindVerifyPhone MessageKind = "verify-phone-number"
	// KindMFA is the code of SMS_MFA and EMAIL_OTP.
	KindMFA MessageKind = "mfa"
	// KindFirstFactor is the one-time password of USER_AUTH.
	KindFirstFactor MessageKind = "first-factor"
)

// Message is an e-mail or SMS that the service would have sent.
type Message struct {
	// Time is when it was sent, by the server's clock.
	Time time.Time
	// To is the e-mail address or phone number.
	To      string
	Subject string
	Kind    MessageKind
	// Code is the six digits in the message.
	Code string
}

// Mailbox lists the messages sent to a user, oldest first. The name may be
// anything the user can sign in with, and the username of a user who has been
// deleted.
func (s *Server) Mailbox(username string) []Message {
	s.lock()
	defer s.mu.Unlock()
	if u := s.find(username); u != nil {
		username = u.username
	}
	return slices.Clone(s.pool.mailboxes[s.fold(username)])
}

// sentCode is a code that was sent to a user.
type sentCode struct {
	code     string
	expires  time.Time
	failures int // wrong codes that were entered
}

// check compares a code in constant time, and returns the service's error about what is
// wrong with it.
func (c sentCode) check(given string, now time.Time) error {
	switch {
	case c.code == "":
		return errCodeExpired
	case subtle.ConstantTimeCompare([]byte(c.code), []byte(given)) != 1:
		return &apiError{"CodeMismatchException", "Invalid verification code provided, please try again."}
	case !now.Before(c.expires):
		return errCodeExpired
	}
	return nil
}

// wrongCodes is how many wrong codes are allowed for a code that was sent, a challenge, or the
// secret of an authenticator app. The service's number is not published.
const wrongCodes = 5

// redeem checks the code of a kind that was sent to a user. Wrong codes are counted; after
// too many, even the right one is refused with tooMany, until another one is sent. The caller
// deletes the code once it has taken effect.
func (u *user) redeem(kind MessageKind, given string, now time.Time, tooMany error) error {
	sent := u.codes[kind]
	if sent.failures >= wrongCodes {
		return tooMany
	}
	err := sent.check(given, now)
	if err != nil && err != errCodeExpired {
		sent.failures++
		u.codes[kind] = sent
	}
	return err
}

// The errors for too many wrong codes: the API reference lists the first for
// ConfirmSignUp and ConfirmForgotPassword, and for VerifyUserAttribute only the
// second, whose text is the service's own. The text of the first is not known.
var (
	errTooManyFailures = &apiError{"TooManyFailedAttemptsException", "Too many failed attempts."}
	errLimitExceeded   = &apiError{"LimitExceededException", "Attempt limit exceeded, please try after some time."}
)

var errCodeExpired = &apiError{"ExpiredCodeException", "Invalid code provided, please request a code again."}

// codeDelivery says where a code was sent.
type codeDelivery struct {
	AttributeName  string
	DeliveryMedium string
	Destination    string
}

// sendCode sends the user a new code, to the address in the attribute. It replaces the
// previous code of that kind.
func (s *Server) sendCode(u *user, kind MessageKind, attribute, subject string) *codeDelivery {
	u.codes[kind] = sentCode{code: randomCode(), expires: s.now().Add(s.codeLifetime(kind))}
	to := u.attributes[attribute]
	box := s.fold(u.username)
	s.pool.mailboxes[box] = append(s.pool.mailboxes[box], Message{
		Time: s.now(), To: to, Subject: subject, Kind: kind, Code: u.codes[kind].code,
	})
	if attribute == "phone_number" {
		return smsDelivery(to)
	}
	return emailDelivery(to)
}

// smsDelivery describes a phone number by its last digits, as the service does.
func smsDelivery(phone string) *codeDelivery {
	return &codeDelivery{"phone_number", "SMS", "+*******" + phone[max(0, len(phone)-4):]}
}

// emailDelivery describes an address by the first letters of its two halves, as the service
// does.
func emailDelivery(email string) *codeDelivery {
	local, domain, _ := strings.Cut(email, "@")
	return &codeDelivery{"email", "EMAIL", firstLetter(local) + "***@" + firstLetter(domain) + "***"}
}

func firstLetter(s string) string {
	for _, c := range s {
		return string(c)
	}
	return ""
}
