package fakecognito_test

import (
	"crypto/rand"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

const noDevice = "ResourceNotFoundException: Device does not exist."

// clientDevice is what a client stores for its device.
type clientDevice struct{ groupKey, key, password string }

// confirmDevice creates a device password and registers its verifier.
func (e *env) confirmDevice(result *types.AuthenticationResultType) (clientDevice, *cognitoidentityprovider.ConfirmDeviceOutput, error) {
	e.Helper()
	m := result.NewDeviceMetadata
	if m == nil {
		e.Fatal("no NewDeviceMetadata")
	}
	b := make([]byte, 56)
	rand.Read(b)
	d := clientDevice{*m.DeviceGroupKey, *m.DeviceKey, base64.StdEncoding.EncodeToString(b[:40])}
	salt := new(big.Int).SetBytes(b[40:])
	x := new(big.Int).SetBytes(sha(javaBytes(salt), sha([]byte(d.groupKey+d.key+":"+d.password))))
	v := new(big.Int).Exp(clientG, x, clientN)
	out, err := e.api.ConfirmDevice(e.ctx, &cognitoidentityprovider.ConfirmDeviceInput{
		AccessToken: result.AccessToken, DeviceKey: m.DeviceKey, DeviceName: aws.String("test"),
		DeviceSecretVerifierConfig: &types.DeviceSecretVerifierConfigType{
			Salt:             aws.String(base64.StdEncoding.EncodeToString(javaBytes(salt))),
			PasswordVerifier: aws.String(base64.StdEncoding.EncodeToString(javaBytes(v))),
		},
	})
	return d, out, err
}

// deviceSRP answers DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER.
func (e *env) deviceSRP(d clientDevice, session *string) (*cognitoidentityprovider.RespondToAuthChallengeOutput, error) {
	e.Helper()
	c := newSRPClient()
	step, err := e.respond(types.ChallengeNameTypeDeviceSrpAuth, session, map[string]string{
		"USERNAME": "alice", "DEVICE_KEY": d.key, "SRP_A": c.bigA.Text(16),
	})
	if err != nil {
		return nil, err
	}
	if step.ChallengeName != "DEVICE_PASSWORD_VERIFIER" || *step.Session == *session {
		e.Errorf("challenge %q, or the Session did not change", step.ChallengeName)
	}
	at := timestamp(e.clock.Now())
	return e.respond(types.ChallengeNameTypeDevicePasswordVerifier, step.Session, map[string]string{
		"USERNAME": "alice", "DEVICE_KEY": d.key, "TIMESTAMP": at,
		"PASSWORD_CLAIM_SECRET_BLOCK": step.ChallengeParameters["SECRET_BLOCK"],
		"PASSWORD_CLAIM_SIGNATURE":    c.claim(d.groupKey, d.key, d.password, at, step.ChallengeParameters),
	})
}

func TestDeviceSRP(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	first := e.signIn()
	d, confirmed, err := e.confirmDevice(first)
	e.ok(err)
	if confirmed.UserConfirmationNecessary {
		t.Error("UserConfirmationNecessary")
	}
	if !strings.HasPrefix(d.key, "us-east-1_") {
		t.Errorf("DeviceKey %q", d.key)
	}
	_, _, err = e.confirmDevice(first)
	e.wantError(err, "InvalidParameterException: Invalid device key given.")

	// By password, then by SRP.
	out, err := e.passwordAuth("alice", password, "DEVICE_KEY", d.key)
	e.ok(err)
	if out.ChallengeName != "DEVICE_SRP_AUTH" || out.AuthenticationResult != nil {
		t.Fatalf("challenge %q", out.ChallengeName)
	}
	done, err := e.deviceSRP(d, out.Session)
	e.ok(err)
	if done.AuthenticationResult == nil || done.AuthenticationResult.NewDeviceMetadata != nil {
		t.Fatal("no tokens, or a new device")
	}
	_, claims := e.verify(*done.AuthenticationResult.AccessToken)
	if claims["device_key"] != d.key {
		t.Errorf("device_key = %v", claims["device_key"])
	}
	_, err = e.deviceSRP(d, out.Session)
	e.wantError(err, "NotAuthorizedException: Invalid session for the user, session can only be used once.")

	step, err := e.srpSignIn("alice", password, "DEVICE_KEY", d.key)
	e.ok(err)
	if step.ChallengeName != "DEVICE_SRP_AUTH" {
		t.Fatalf("challenge %q", step.ChallengeName)
	}
	wrong := d
	wrong.password = "wrong"
	_, err = e.deviceSRP(wrong, step.Session)
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	step, err = e.srpSignIn("alice", password, "DEVICE_KEY", d.key)
	e.ok(err)
	wrong = d
	wrong.key = "us-east-1_00000000-0000-4000-8000-000000000000"
	_, err = e.deviceSRP(wrong, step.Session)
	e.wantError(err, noDevice)
	_, err = e.deviceSRP(d, step.Session)
	e.ok(err)
}

func TestUnknownDeviceKey(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	const unknown = "us-east-1_00000000-0000-4000-8000-000000000000"
	_, err := e.passwordAuth("alice", password, "DEVICE_KEY", unknown)
	e.wantError(err, noDevice)
	// A device that was never confirmed is not known.
	_, err = e.passwordAuth("alice", password, "DEVICE_KEY", *e.signIn().NewDeviceMetadata.DeviceKey)
	e.wantError(err, noDevice)
	// Upstream sends the same claim again, without the key.
	c, start, err := e.srpStart("alice")
	e.ok(err)
	at := timestamp(e.clock.Now())
	_, err = e.srpAnswer(c, start, password, at, "DEVICE_KEY", unknown)
	e.wantError(err, noDevice)
	out, err := e.srpAnswer(c, start, password, at)
	e.ok(err)
	if out.AuthenticationResult == nil || out.AuthenticationResult.NewDeviceMetadata == nil {
		t.Error("no tokens, or no new device")
	}
	// Only a client that knows the password learns about devices.
	_, err = e.srpSignIn("alice", "wrong", "DEVICE_KEY", unknown)
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")

	e = alice(t, &fakecognito.Server{})
	_, err = e.passwordAuth("alice", password, "DEVICE_KEY", unknown)
	e.ok(err)
}

func TestDeviceOptional(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingOptional})
	result := e.signIn()
	d, confirmed, err := e.confirmDevice(result)
	e.ok(err)
	if !confirmed.UserConfirmationNecessary {
		t.Error("UserConfirmationNecessary is false")
	}
	signIn := func() *cognitoidentityprovider.InitiateAuthOutput {
		t.Helper()
		out, err := e.passwordAuth("alice", password, "DEVICE_KEY", d.key)
		e.ok(err)
		return out
	}
	if out := signIn(); out.AuthenticationResult == nil || out.AuthenticationResult.NewDeviceMetadata != nil {
		t.Errorf("a device that is not remembered: challenge %q", out.ChallengeName)
	}
	update := func(status types.DeviceRememberedStatusType) {
		t.Helper()
		_, err := e.api.UpdateDeviceStatus(e.ctx, &cognitoidentityprovider.UpdateDeviceStatusInput{
			AccessToken: result.AccessToken, DeviceKey: aws.String(d.key), DeviceRememberedStatus: status,
		})
		e.ok(err)
	}
	update(types.DeviceRememberedStatusTypeRemembered)
	if out := signIn(); out.ChallengeName != "DEVICE_SRP_AUTH" {
		t.Errorf("a remembered device: challenge %q", out.ChallengeName)
	}
	if u, _ := e.srv.User("alice"); len(u.Devices) != 1 || !u.Devices[0].Remembered || u.Devices[0].Key != d.key || u.Devices[0].Name != "test" {
		t.Errorf("devices = %+v", u.Devices)
	}
	update(types.DeviceRememberedStatusTypeNotRemembered)
	if out := signIn(); out.AuthenticationResult == nil {
		t.Errorf("challenge %q", out.ChallengeName)
	}
}

func TestRefreshWithDevice(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	const invalid = "NotAuthorizedException: Invalid Refresh Token"
	result := e.signIn()
	_, err := e.refresh(*result.RefreshToken, "DEVICE_KEY", *result.NewDeviceMetadata.DeviceKey)
	e.wantError(err, invalid) // not confirmed yet
	d, _, err := e.confirmDevice(result)
	e.ok(err)
	_, err = e.refresh(*result.RefreshToken)
	e.wantError(err, invalid)
	other, _, err := e.confirmDevice(e.signIn())
	e.ok(err)
	_, err = e.refresh(*result.RefreshToken, "DEVICE_KEY", other.key)
	e.wantError(err, invalid)
	refreshed, err := e.refresh(*result.RefreshToken, "DEVICE_KEY", d.key)
	e.ok(err)
	if _, claims := e.verify(*refreshed.AccessToken); claims["device_key"] != d.key {
		t.Errorf("device_key = %v", claims["device_key"])
	}
	_, err = e.api.ForgetDevice(e.ctx, &cognitoidentityprovider.ForgetDeviceInput{
		AccessToken: refreshed.AccessToken, DeviceKey: aws.String(d.key),
	})
	e.ok(err)
	_, err = e.refresh(*result.RefreshToken, "DEVICE_KEY", d.key)
	e.wantError(err, invalid)
	_, err = e.api.ForgetDevice(e.ctx, &cognitoidentityprovider.ForgetDeviceInput{
		AccessToken: refreshed.AccessToken, DeviceKey: aws.String(d.key),
	})
	e.wantError(err, noDevice)
}

func TestListDevices(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	var keys []string
	var token *string
	for range 3 {
		result := e.signIn()
		d, _, err := e.confirmDevice(result)
		e.ok(err)
		keys, token = append(keys, d.key), result.AccessToken
		e.clock.Advance(time.Minute)
	}
	e.signIn() // offered, not confirmed: not listed
	var got []string
	in := &cognitoidentityprovider.ListDevicesInput{AccessToken: token, Limit: aws.Int32(2)}
	for {
		out, err := e.api.ListDevices(e.ctx, in)
		e.ok(err)
		for _, d := range out.Devices {
			got = append(got, *d.DeviceKey)
		}
		if in.PaginationToken = out.PaginationToken; in.PaginationToken == nil {
			break
		}
	}
	if strings.Join(got, " ") != strings.Join(keys, " ") {
		t.Errorf("got %v, want %v", got, keys)
	}
	_, err := e.api.ListDevices(e.ctx, &cognitoidentityprovider.ListDevicesInput{AccessToken: token, PaginationToken: aws.String("x")})
	e.wantError(err, "InvalidParameterException: Invalid pagination token.")

	out, err := e.api.GetDevice(e.ctx, &cognitoidentityprovider.GetDeviceInput{AccessToken: token, DeviceKey: aws.String(keys[0])})
	e.ok(err)
	if want := e.clock.Now().Add(-3 * time.Minute); !out.Device.DeviceCreateDate.Equal(want) {
		t.Errorf("DeviceCreateDate = %v, want %v", out.Device.DeviceCreateDate, want)
	}
	attributes := map[string]string{}
	for _, a := range out.Device.DeviceAttributes {
		attributes[*a.Name] = *a.Value
	}
	if attributes["device_name"] != "test" || attributes["dev:device_remembered_status"] != "remembered" {
		t.Errorf("DeviceAttributes = %v", attributes)
	}
	_, err = e.api.GetDevice(e.ctx, &cognitoidentityprovider.GetDeviceInput{AccessToken: token, DeviceKey: aws.String("us-east-1_0")})
	e.wantError(err, noDevice)
}

func TestConfirmDeviceRefusals(t *testing.T) {
	e := alice(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	one, two := e.signIn(), e.signIn()
	confirm := func(key *string, config *types.DeviceSecretVerifierConfigType) error {
		_, err := e.api.ConfirmDevice(e.ctx, &cognitoidentityprovider.ConfirmDeviceInput{
			AccessToken: one.AccessToken, DeviceKey: key, DeviceSecretVerifierConfig: config,
		})
		return err
	}
	config := func(salt, v string) *types.DeviceSecretVerifierConfigType {
		return &types.DeviceSecretVerifierConfigType{Salt: aws.String(salt), PasswordVerifier: aws.String(v)}
	}
	own := one.NewDeviceMetadata.DeviceKey
	e.wantError(confirm(two.NewDeviceMetadata.DeviceKey, config("AQ==", "AQ==")), "InvalidParameterException: Invalid device key given.")
	e.wantError(confirm(own, nil), "InvalidParameterException: Missing required parameter DeviceSecretVerifierConfig")
	negative := base64.StdEncoding.EncodeToString([]byte{0x80})
	tooLarge := base64.StdEncoding.EncodeToString(javaBytes(clientN))
	for _, c := range []*types.DeviceSecretVerifierConfigType{
		config("AQ==", negative), config(negative, "AQ=="), config("AQ==", tooLarge), config("AQ==", "AA=="), config("AQ==", "!"), config("", "AQ=="),
	} {
		e.wantError(confirm(own, c), "InvalidParameterException: Invalid device secret verifier given.")
	}
	e.ok(confirm(own, config("AQ==", "AQ==")))
}
