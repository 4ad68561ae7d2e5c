//go:build !js

package core_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// signedInWith returns a user who is signed in over a stub, and the session's access token.
func signedInWith(t *testing.T, service core.IdentityProvider, store *storage) (*core.User, string) {
	t.Helper()
	c := newClock()
	now := c.Now().Unix()
	token := jwt(`{"iat":` + strconv.FormatInt(now, 10) + `,"exp":` + strconv.FormatInt(now+3600, 10) + `,"username":"ada","device_key":"mine"}`)
	for _, name := range []string{"idToken", "accessToken", "refreshToken"} {
		if err := store.Set(t.Context(), storageKey("ada", name), token); err != nil {
			t.Fatal(err)
		}
	}
	return newStubPool(service, store, c).User("ada"), token
}

// The operations of a signed-in user send the session's access token, and return Go's types
// for the service's replies, or its errors.
func TestOperationsOfSignedInUsers(t *testing.T) {
	metadata := core.ClientMetadata{"to": "b", "from": "test"}
	const sentMetadata = `"ClientMetadata":{"from":"test","to":"b"}`
	delivery := core.Object{{Name: "Destination", Value: "a***"}, {Name: "DeliveryMedium", Value: "EMAIL"}, {Name: "AttributeName", Value: "email"}}
	delivered := core.CodeDelivery{Destination: "a***", Medium: "EMAIL", AttributeName: "email"}
	attributes := []core.Value{core.Object{{Name: "Name", Value: "email"}, {Name: "Value", Value: "a@b"}}}
	device := core.Object{{Name: "DeviceKey", Value: "d"}, {Name: "DeviceAttributes", Value: attributes}, {Name: "DeviceCreateDate", Value: 1.5}}
	wrong := errors.New("another result")
	same := func(right bool, err error) error {
		if err == nil && !right {
			return wrong
		}
		return err
	}
	for _, tt := range []struct {
		operation string
		reply     core.Object
		call      func(context.Context, *core.User) error
		want      string // the members behind AccessToken
	}{
		{"GetUser", core.Object{{Name: "Username", Value: "ada"}, {Name: "UserAttributes", Value: attributes}, {Name: "UserMFASettingList", Value: []core.Value{"SMS_MFA", "EMAIL_OTP"}}, {Name: "PreferredMfaSetting", Value: "SMS_MFA"}},
			func(ctx context.Context, u *core.User) error {
				d, err := u.Describe(ctx)
				return same(err == nil && d.Username == "ada" && d.Attributes["email"] == "a@b" && slices.Equal(d.MFA, []string{"SMS_MFA", "EMAIL_OTP"}) && d.PreferredMFA == "SMS_MFA", err)
			}, ``},
		{"ChangePassword", nil, func(ctx context.Context, u *core.User) error { return u.ChangePassword(ctx, "old", "new", metadata) },
			`,"PreviousPassword":"old","ProposedPassword":"new",` + sentMetadata},
		{"SetUserMFAPreference", nil, func(ctx context.Context, u *core.User) error {
			return u.SetMFAPreference(ctx, core.MFAPreference{SMS: core.MFADisabled, SoftwareToken: core.MFAPreferred, Email: core.MFAEnabled})
		}, `,"SMSMfaSettings":{"Enabled":false,"PreferredMfa":false},"SoftwareTokenMfaSettings":{"Enabled":true,"PreferredMfa":true},"EmailMfaSettings":{"Enabled":true,"PreferredMfa":false}`},
		{"SetUserMFAPreference", nil, func(ctx context.Context, u *core.User) error {
			return u.SetMFAPreference(ctx, core.MFAPreference{Passkey: core.MFAEnabled})
		}, `,"WebAuthnMfaSettings":{"Enabled":true}`},
		{"UpdateUserAttributes", core.Object{{Name: "CodeDeliveryDetailsList", Value: []core.Value{delivery}}}, func(ctx context.Context, u *core.User) error {
			deliveries, err := u.UpdateAttributes(ctx, core.Attributes{"name": "A", "email": "a@b"}, metadata)
			return same(slices.Equal(deliveries, []core.CodeDelivery{delivered}), err)
		}, `,"UserAttributes":[{"Name":"email","Value":"a@b"},{"Name":"name","Value":"A"}],` + sentMetadata},
		{"DeleteUserAttributes", nil, func(ctx context.Context, u *core.User) error { return u.DeleteAttributes(ctx, "name", "email") },
			`,"UserAttributeNames":["name","email"]`},
		{"GetUserAttributeVerificationCode", core.Object{{Name: "CodeDeliveryDetails", Value: delivery}}, func(ctx context.Context, u *core.User) error {
			got, err := u.SendAttributeCode(ctx, "email", metadata)
			return same(got == delivered, err)
		}, `,"AttributeName":"email",` + sentMetadata},
		{"VerifyUserAttribute", nil, func(ctx context.Context, u *core.User) error { return u.VerifyAttribute(ctx, "email", "123456") },
			`,"AttributeName":"email","Code":"123456"`},
		{"AssociateSoftwareToken", core.Object{{Name: "SecretCode", Value: "ABC"}}, func(ctx context.Context, u *core.User) error {
			secret, err := u.AssociateSoftwareToken(ctx)
			return same(secret == "ABC", err)
		}, ``},
		{"VerifySoftwareToken", core.Object{{Name: "Status", Value: "SUCCESS"}}, func(ctx context.Context, u *core.User) error { return u.VerifySoftwareToken(ctx, "123456", "") },
			`,"UserCode":"123456"`},
		{"GetDevice", core.Object{{Name: "Device", Value: device}}, func(ctx context.Context, u *core.User) error {
			d, err := u.DescribeDevice(ctx, "")
			return same(err == nil && d.Key == "d" && d.Attributes["email"] == "a@b" && d.Created.Equal(time.UnixMilli(1500)) && d.LastModified.IsZero(), err)
		}, `,"DeviceKey":"mine"`},
		{"ForgetDevice", nil, func(ctx context.Context, u *core.User) error { return u.ForgetDevice(ctx, "d") }, `,"DeviceKey":"d"`},
		{"UpdateDeviceStatus", nil, func(ctx context.Context, u *core.User) error { return u.RememberDevice(ctx, "d", true) },
			`,"DeviceKey":"d","DeviceRememberedStatus":"remembered"`},
		{"UpdateDeviceStatus", nil, func(ctx context.Context, u *core.User) error { return u.RememberDevice(ctx, "", false) },
			`,"DeviceKey":"mine","DeviceRememberedStatus":"not_remembered"`},
		{"ListDevices", core.Object{{Name: "Devices", Value: []core.Value{device}}}, func(ctx context.Context, u *core.User) error {
			devices, err := u.Devices(ctx)
			return same(len(devices) == 1 && devices[0].Key == "d", err)
		}, ``},
		{"GetUserAuthFactors", core.Object{{Name: "ConfiguredUserAuthFactors", Value: []core.Value{"PASSWORD", "WEB_AUTHN"}}}, func(ctx context.Context, u *core.User) error {
			factors, err := u.AuthFactors(ctx)
			return same(err == nil && slices.Equal(factors.Factors, []core.FirstFactor{core.FactorPassword, core.FactorWebAuthn}), err)
		}, ``},
		{"StartWebAuthnRegistration", core.Object{{Name: "CredentialCreationOptions", Value: core.Object{{Name: "challenge", Value: "c"}}}}, func(ctx context.Context, u *core.User) error {
			options, err := u.StartWebAuthnRegistration(ctx)
			return same(options.Text("challenge") == "c", err)
		}, ``},
		{"CompleteWebAuthnRegistration", nil, func(ctx context.Context, u *core.User) error {
			return u.CompleteWebAuthnRegistration(ctx, core.Object{{Name: "id", Value: "x"}})
		}, `,"Credential":{"id":"x"}`},
		{"ListWebAuthnCredentials", core.Object{{Name: "Credentials", Value: []core.Value{core.Object{{Name: "CredentialId", Value: "x"}, {Name: "CreatedAt", Value: 2.0}, {Name: "AuthenticatorTransports", Value: []core.Value{"usb"}}}}}},
			func(ctx context.Context, u *core.User) error {
				all, err := u.WebAuthnCredentials(ctx)
				return same(len(all) == 1 && all[0].ID == "x" && all[0].CreatedAt.Equal(time.Unix(2, 0)) && slices.Equal(all[0].Transports, []string{"usb"}), err)
			}, ``},
		{"DeleteWebAuthnCredential", nil, func(ctx context.Context, u *core.User) error { return u.DeleteWebAuthnCredential(ctx, "x") },
			`,"CredentialId":"x"`},
	} {
		t.Run(tt.operation, func(t *testing.T) {
			refused := &core.ServiceError{Code: core.NotAuthorizedException, Message: "no", Status: 400}
			reply := tt.reply
			if reply == nil {
				reply = core.Object{}
			}
			service := &recorder{t: t, replies: []any{reply, refused}}
			user, token := signedInWith(t, service, new(storage))
			if err := tt.call(t.Context(), user); err != nil {
				t.Error(err)
			}
			if err := tt.call(t.Context(), user); !errors.Is(err, core.NotAuthorizedException) {
				t.Errorf("refused: %v", err)
			}
			if want := (recorded{tt.operation, `{"AccessToken":"` + token + `"` + tt.want + `}`}); service.sent[0] != want || len(service.sent) != 2 {
				t.Errorf("sent %q\nwant %q", service.sent, want)
			}
		})
	}
}

// Lists are read to their end.
func TestListsAreComplete(t *testing.T) {
	page := func(list, id, key, next string) core.Object {
		o := core.Object{{Name: list, Value: []core.Value{core.Object{{Name: key, Value: id}}}}}
		if next != "" {
			o = append(o, core.Member{Name: "PaginationToken", Value: next}, core.Member{Name: "NextToken", Value: next})
		}
		return o
	}
	service := &recorder{t: t, replies: []any{page("Devices", "1", "DeviceKey", "n"), page("Devices", "2", "DeviceKey", ""),
		page("Credentials", "1", "CredentialId", "n"), page("Credentials", "2", "CredentialId", "")}}
	user, _ := signedInWith(t, service, new(storage))
	devices, err := user.Devices(t.Context())
	if err != nil || len(devices) != 2 || devices[1].Key != "2" || !strings.Contains(service.sent[1].members, `"PaginationToken":"n"`) {
		t.Errorf("devices %v, %v, sent %q", devices, err, service.sent)
	}
	credentials, err := user.WebAuthnCredentials(t.Context())
	if err != nil || len(credentials) != 2 || credentials[1].ID != "2" || !strings.Contains(service.sent[3].members, `"NextToken":"n"`) {
		t.Errorf("passkeys %v, %v, sent %q", credentials, err, service.sent)
	}
}

// Without a session nothing is sent, and what cannot be meant is refused here.
func TestOperationsNeedASession(t *testing.T) {
	service := &recorder{t: t}
	user := newStubPool(service, new(storage), newClock()).User("ada")
	for name, call := range map[string]func() error{
		"Describe":    func() error { _, err := user.Describe(t.Context()); return err },
		"Devices":     func() error { _, err := user.Devices(t.Context()); return err },
		"a device":    func() error { return user.ForgetDevice(t.Context(), "d") },
		"everywhere":  func() error { return user.GlobalSignOut(t.Context()) },
		"the account": func() error { return user.Delete(t.Context()) },
	} {
		if err := call(); !errors.Is(err, core.NoSession) || len(service.sent) != 0 {
			t.Errorf("%s: %v, sent %q", name, err, service.sent)
		}
	}
	if err := user.SetMFAPreference(t.Context(), core.MFAPreference{Passkey: core.MFAPreferred}); !errors.Is(err, core.InvalidParameter) {
		t.Errorf("a preferred passkey: %v", err)
	}
	service.replies = []any{core.Object{{Name: "Status", Value: "ERROR"}}}
	user, _ = signedInWith(t, service, new(storage))
	if err := user.VerifySoftwareToken(t.Context(), "123456", "app"); !errors.Is(err, core.CodeMismatch) {
		t.Errorf("a code that was not accepted: %v", err)
	}
}

// Who is not signed in resets the password, with upstream's members.
func TestForgottenPassword(t *testing.T) {
	service := &recorder{t: t, replies: []any{core.Object{{Name: "CodeDeliveryDetails", Value: core.Object{{Name: "DeliveryMedium", Value: "SMS"}}}}, core.Object{}}}
	user := newStubPool(service, new(storage), newClock()).User("ada")
	delivery, err := user.ForgotPassword(t.Context(), core.ClientMetadata{"from": "test"})
	if err != nil || delivery.Medium != "SMS" {
		t.Errorf("ForgotPassword returns %v, %v", delivery, err)
	}
	if err := user.ConfirmForgotPassword(t.Context(), "123456", "new"); err != nil {
		t.Error(err)
	}
	want := []recorded{{"ForgotPassword", `{"ClientId":"` + clientID + `","Username":"ada","ClientMetadata":{"from":"test"}}`},
		{"ConfirmForgotPassword", `{"ClientId":"` + clientID + `","Username":"ada","ConfirmationCode":"123456","Password":"new"}`}}
	if !slices.Equal(service.sent, want) {
		t.Errorf("sent %q\nwant %q", service.sent, want)
	}
}

// A session that was ended at the service ends here, and only then.
func TestSessionEndsEverywhere(t *testing.T) {
	for name, end := range map[string]func(context.Context, *core.User) error{
		"GlobalSignOut": func(ctx context.Context, u *core.User) error { return u.GlobalSignOut(ctx) },
		"Delete":        func(ctx context.Context, u *core.User) error { return u.Delete(ctx) },
	} {
		store := new(storage)
		service := &recorder{t: t, replies: []any{&core.ServiceError{Code: core.NotAuthorizedException, Status: 400}, core.Object{}}}
		user, _ := signedInWith(t, service, store)
		for _, k := range []string{"clockDrift", "userData", "deviceKey"} {
			if err := store.Set(t.Context(), storageKey("ada", k), "0"); err != nil {
				t.Fatal(err)
			}
		}
		before := store.snapshot()
		if err := end(t.Context(), user); !errors.Is(err, core.NotAuthorizedException) {
			t.Errorf("%s: %v", name, err)
		}
		store.unchanged(t, before)
		if err := end(t.Context(), user); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := store.snapshot(); len(got) != 1 || got[storageKey("ada", "deviceKey")] != "0" {
			t.Errorf("%s leaves %q", name, keyNames(got))
		}
	}
}
