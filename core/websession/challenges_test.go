//go:build unix

package websession_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
	"github.com/pquerna/otp/totp"
)

// answer is what a page sends to POST challenge, and what it expects: another challenge, or, if
// next is empty, to be signed in. In its texts CODE is the last code that was sent to the user,
// TOTP that of the user's authenticator app, and
// SETUP the first one of an app that is being set up.
type answer struct {
	body map[string]any
	next string
}

func answered(name, text, next string) answer {
	return answer{map[string]any{"name": name, "answer": text}, next}
}

// chosen chooses another first factor while one is open.
func chosen(name, factor, next string) answer {
	return answer{map[string]any{"name": name, "factor": factor, "password": password}, next}
}

// Every challenge that the service knows can be answered over HTTP, in all its ways. A wrong
// answer leaves it open.
func TestChallenges(t *testing.T) {
	t.Parallel()
	everyMFA := fakecognito.NewUser{MFA: []string{fakecognito.SMSMFA, fakecognito.EmailOTP, fakecognito.SoftwareTokenMFA}, TOTPSecret: totpSecret}
	factors := func(s *fakecognito.Server) {
		s.FirstFactors = []string{fakecognito.PasswordFactor, fakecognito.EmailOTP, fakecognito.SMSOTPFactor}
	}
	for _, tt := range []struct {
		name    string
		pool    func(*fakecognito.Server)
		flow    core.Flow
		user    fakecognito.NewUser
		first   string
		choices []string
		answers []answer
	}{
		{"SMS_MFA", nil, "", fakecognito.NewUser{MFA: []string{fakecognito.SMSMFA}}, "SMS_MFA", nil,
			[]answer{answered("SMS_MFA", "CODE", "")}},
		{"EMAIL_OTP as the second factor", nil, "", fakecognito.NewUser{MFA: []string{fakecognito.EmailOTP}}, "EMAIL_OTP", nil,
			[]answer{answered("EMAIL_OTP", "CODE", "")}},
		{"SELECT_MFA_TYPE, SMS", nil, "", everyMFA, "SELECT_MFA_TYPE", nil,
			[]answer{answered("SELECT_MFA_TYPE", "SMS_MFA", "SMS_MFA"), answered("SMS_MFA", "CODE", "")}},
		{"SELECT_MFA_TYPE, e-mail", nil, "", everyMFA, "SELECT_MFA_TYPE", nil,
			[]answer{answered("SELECT_MFA_TYPE", "EMAIL_OTP", "EMAIL_OTP"), answered("EMAIL_OTP", "CODE", "")}},
		{"SELECT_MFA_TYPE, app", nil, "", everyMFA, "SELECT_MFA_TYPE", nil,
			[]answer{answered("SELECT_MFA_TYPE", "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA"), answered("SOFTWARE_TOKEN_MFA", "TOTP", "")}},
		{"SELECT_CHALLENGE, e-mail", factors, core.UserAuth, fakecognito.NewUser{}, "SELECT_CHALLENGE",
			[]string{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"},
			[]answer{answered("SELECT_CHALLENGE", "EMAIL_OTP", "EMAIL_OTP"), answered("EMAIL_OTP", "CODE", "")}},
		{"SELECT_CHALLENGE, SMS", factors, core.UserAuth, fakecognito.NewUser{}, "SELECT_CHALLENGE", nil,
			[]answer{answered("SELECT_CHALLENGE", "SMS_OTP", "SMS_OTP"), answered("SMS_OTP", "CODE", "")}},
		{"SELECT_CHALLENGE, password", factors, core.UserAuth, fakecognito.NewUser{}, "SELECT_CHALLENGE", nil,
			[]answer{{map[string]any{"name": "SELECT_CHALLENGE", "answer": "PASSWORD", "password": password}, ""}}},
		{"SELECT_CHALLENGE, by SRP", factors, core.UserAuth, fakecognito.NewUser{}, "SELECT_CHALLENGE", nil,
			[]answer{{map[string]any{"name": "SELECT_CHALLENGE", "answer": "PASSWORD_SRP", "password": password}, ""}}},
		{"another factor", factors, core.UserAuth, fakecognito.NewUser{}, "SELECT_CHALLENGE", nil,
			[]answer{answered("SELECT_CHALLENGE", "EMAIL_OTP", "EMAIL_OTP"), chosen("EMAIL_OTP", "PASSWORD_SRP", "")}},
		{"a first factor, and then a second", factors, core.UserAuth, everyMFA, "SELECT_CHALLENGE", nil,
			[]answer{{map[string]any{"name": "SELECT_CHALLENGE", "answer": "PASSWORD", "password": password}, "SELECT_MFA_TYPE"},
				answered("SELECT_MFA_TYPE", "SMS_MFA", "SMS_MFA"), answered("SMS_MFA", "CODE", "")}},
		{"NEW_PASSWORD_REQUIRED, and then SMS_MFA", func(s *fakecognito.Server) { s.RequiredAttributes = []string{"given_name"} }, "",
			fakecognito.NewUser{Status: fakecognito.StatusForceChangePassword, MFA: []string{fakecognito.SMSMFA}}, "NEW_PASSWORD_REQUIRED", nil,
			[]answer{{map[string]any{
				"name": "NEW_PASSWORD_REQUIRED", "password": "Difference-1822", "attributes": map[string]string{"given_name": "Grace"},
			}, "SMS_MFA"}, answered("SMS_MFA", "CODE", "")}},
		{"MFA_SETUP", func(s *fakecognito.Server) { s.MFARequired = true }, "", fakecognito.NewUser{}, "MFA_SETUP", nil,
			[]answer{answered("MFA_SETUP", "SETUP", "")}},
	} {
		// By the user's name, and by an alias.
		for _, name := range []string{"grace", "grace@example.com"} {
			t.Run(tt.name+", "+name, func(t *testing.T) {
				t.Parallel()
				fake := new(fakecognito.Server)
				if tt.pool != nil {
					tt.pool(fake)
				}
				s := start(t, fake, func(s *service) {
					if tt.flow != "" {
						s.config.Flow = tt.flow
					}
				})
				user := tt.user
				user.Username, user.Email, user.Attributes = "grace", "grace@example.com", map[string]string{"phone_number": "+15550100", "phone_number_verified": "true"}
				s.addUser(user)
				b := s.browser()
				begin := map[string]string{"username": name, "password": password}
				if tt.flow == core.UserAuth {
					delete(begin, "password")
				}
				got := b.post("/auth/signin", begin)
				got.challenged(t, tt.first)
				if tt.choices != nil && !slices.Equal(slices.Sorted(slices.Values(got.JSON.Challenge.AvailableChallenges)), slices.Sorted(slices.Values(tt.choices))) {
					t.Errorf("choices %q, want %q", got.JSON.Challenge.AvailableChallenges, tt.choices)
				}
				for _, a := range tt.answers {
					body, code := maps.Clone(a.body), ""
					switch body["answer"] {
					case "CODE":
						sent := s.Mailbox("grace")
						code = sent[len(sent)-1].Code
					case "TOTP":
						code = must(totp.GenerateCode(totpSecret, s.clock.Now()))
					case "SETUP":
						code = must(totp.GenerateCode(got.JSON.Challenge.Parameters["SecretCode"], s.clock.Now()))
					}
					if code != "" {
						body["answer"] = wrongCode(code)
						b.post("/auth/challenge", body).expect(t, http.StatusBadRequest, core.CodeMismatch)
						body["answer"] = code
					}
					got = b.post("/auth/challenge", body)
					if strings.Contains(got.body, `ession"`) {
						t.Errorf("the reply has the state of the sign-in: %s", got.body)
					}
					if a.next != "" {
						got.challenged(t, a.next)
						b.get("/who").expect(t, http.StatusUnauthorized, core.NoSession)
					}
				}
				got.signedIn(t, "grace")
				if got := b.get("/who"); got.body != "grace" {
					t.Errorf("%d %s", got.status, got.body)
				}
			})
		}
	}
}

// wrongCode is another code than that.
func wrongCode(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}
