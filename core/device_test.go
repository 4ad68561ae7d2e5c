//go:build !js

package core_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

var bySRP = core.Credentials{Password: password}

func TestDeviceIsConfirmedAndUsed(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	first := s.signedIn(s.pool().User("ada@example.com").SignIn(s.ctx, bySRP))
	if first.UserConfirmationNecessary {
		t.Error("the user is asked, where the pool always remembers")
	}
	deviceKey := s.device("ada")
	if first.Device == nil || first.Device.Key != deviceKey || deviceKey == "" {
		t.Fatalf("device %v, stored %q", first.Device != nil, deviceKey)
	}
	if user, _ := s.User("ada"); len(user.Devices) != 1 || user.Devices[0].Key != deviceKey || user.Devices[0].Name != "engine" || !user.Devices[0].Remembered {
		t.Errorf("the service knows of %+v", user.Devices)
	}

	// The next sign-in proves the device too, and gets no new one. Only then the service
	// knows the session's device, and refreshes the session.
	for _, tt := range []struct {
		credentials core.Credentials
		given       core.Device
		typed       string
		steps       []string
	}{
		{bySRP, core.Device{}, "ada@example.com", []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}},
		{byPassword, core.Device{}, "ada", []string{"USER_PASSWORD_AUTH", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}},
		{bySRP, core.Device{Key: deviceKey}, "ada", []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}},
	} {
		s.ResetRequests()
		again := s.signedIn(s.pool().User(tt.typed).SignIn(s.ctx, tt.credentials, tt.given))
		if got := s.steps(); !slices.Equal(got, tt.steps) {
			t.Errorf("requests %q, want %q", got, tt.steps)
		}
		if tt.given.Key != "" && s.requests()[0].AuthParameters["DEVICE_KEY"] != deviceKey {
			t.Error("the given device key is not in the first request")
		}
		if again.Device == nil || *again.Device != *first.Device || s.device("ada") != deviceKey {
			t.Error("the device has changed")
		}
		s.clock.Advance(2 * time.Hour)
		if _, err := s.pool().User("ada").Session(s.ctx); err != nil {
			t.Errorf("refreshing: %v", err)
		}
	}
}

// If the user decides about the device, the application is asked to ask the user; until then
// the device takes part only in refreshing.
func TestDeviceTheUserDecidesAbout(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingOptional})
	first := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	if !first.UserConfirmationNecessary || first.Device == nil {
		t.Errorf("the user is not asked about %v", first.Device != nil)
	}
	s.ResetRequests()
	again := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	if want := []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER"}; !slices.Equal(s.steps(), want) {
		t.Errorf("requests %q, want %q", s.steps(), want)
	}
	if again.UserConfirmationNecessary || again.Device == nil || again.Device.Key != first.Device.Key {
		t.Error("the known device was not used")
	}
	s.clock.Advance(2 * time.Hour)
	if _, err := s.pool().User("ada").Session(s.ctx); err != nil {
		t.Errorf("refreshing: %v", err)
	}
}

// A device that the service has forgotten is forgotten here, and the sign-in continues
// without it: the same proof is sent again immediately.
func TestDeviceForgottenByTheService(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	first := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	s.ResetRequests()
	s.DeleteUser("ada") // and with the user all devices
	s.create(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"})

	again := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP))
	if want := []string{"USER_SRP_AUTH", "PASSWORD_VERIFIER", "PASSWORD_VERIFIER", "ConfirmDevice"}; !slices.Equal(s.steps(), want) {
		t.Errorf("requests %q, want %q", s.steps(), want)
	}
	requests := s.requests()
	refused, accepted := requests[1].ChallengeResponses, requests[2].ChallengeResponses
	if refused["DEVICE_KEY"] != first.Device.Key {
		t.Error("the stored device was not named")
	}
	delete(refused, "DEVICE_KEY")
	if !maps.Equal(refused, accepted) {
		t.Error("the second proof is not the first one without the device")
	}
	if again.Device == nil || again.Device.Key == first.Device.Key || s.device("ada") != again.Device.Key {
		t.Error("the new device did not take the old one's place")
	}
}

// The same holds in every flow, and at every step that names the device: each sign-in
// succeeds, and the next one does not use the old device.
func TestDeviceForgottenInEveryFlow(t *testing.T) {
	for _, tt := range []struct {
		name        string
		credentials core.Credentials
		given       core.Device
	}{
		{"password", byPassword, core.Device{}},
		{"SRP", bySRP, core.Device{}},
		{"SRP, the key in the first request", bySRP, core.Device{Key: "eu-west-1_00000000-0000-4000-8000-000000000000"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
			first := s.signedIn(s.pool().User("ada").SignIn(s.ctx, byPassword))
			s.DeleteUser("ada")
			s.create(fakecognito.NewUser{Username: "ada", Password: password, Email: "ada@example.com"})
			again := s.signedIn(s.pool().User("ada").SignIn(s.ctx, tt.credentials, tt.given))
			if !again.DeviceForgotten || again.Device == nil || again.Device.Key == first.Device.Key || s.device("ada") != again.Device.Key {
				t.Errorf("forgotten %t; the new device did not take the old one's place", again.DeviceForgotten)
			}
		})
	}
}

// Answers to challenges name the device too.
func TestDeviceForgottenBetweenTheSteps(t *testing.T) {
	device := core.Device{Key: "d", GroupKey: "g", Password: "p"}
	for name, answer := range map[string]func(context.Context, *core.User) (core.Step, error){
		"a code": func(ctx context.Context, u *core.User) (core.Step, error) {
			return u.Resume(core.ChallengeState{Name: "SMS_MFA", Device: device}).(*core.SMSMFA).Answer(ctx, "123456")
		},
		"the pool's own challenge": func(ctx context.Context, u *core.User) (core.Step, error) {
			return u.Resume(core.ChallengeState{Name: "CUSTOM_CHALLENGE", Device: device}).(*core.CustomChallenge).Answer(ctx, "yes")
		},
		"a parameter of the caller": func(ctx context.Context, u *core.User) (core.Step, error) {
			return u.InitiateCustomAuth(ctx, core.AuthParameters{"DEVICE_KEY": "d"})
		},
	} {
		store := new(storage)
		stored := map[string]string{"deviceKey": "d", "randomPasswordKey": "p", "deviceGroupKey": "g"}
		for name, value := range stored {
			must(0, store.Set(t.Context(), storageKey("ada", name), value))
		}
		requests := 0
		idp := provider(func(operation string, input core.Object) (core.Object, error) {
			if operation == "ConfirmDevice" {
				return nil, nil
			}
			requests++
			sent := cmp.Or(input.Object("ChallengeResponses").Text("DEVICE_KEY"), input.Object("AuthParameters").Text("DEVICE_KEY"))
			if sent != "" {
				return nil, &core.ServiceError{Operation: operation, Code: core.ResourceNotFoundException, Message: "Device does not exist.", Status: 400}
			}
			return newDeviceReply("new"), nil
		})
		step, err := answer(t.Context(), newStubPool(idp, store, newClock()).User("ada"))
		done, ok := step.(*core.SignedIn)
		if err != nil || !ok || !done.DeviceForgotten || requests != 2 || store.snapshot()[storageKey("ada", "deviceKey")] != "us-east-1_dev-new" {
			t.Errorf("%s: step %T, error %v, %d requests", name, step, err, requests)
		}
	}
}

// A wrong secret of the device is refused with the message of a wrong password. The sign-in
// continues without the device if it has the password, or fails; the next one succeeds in any
// case.
func TestDeviceWithAWrongSecret(t *testing.T) {
	for _, credentials := range []core.Credentials{byPassword, bySRP} {
		s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
		first := s.signedIn(s.pool().User("ada").SignIn(s.ctx, credentials))
		if err := s.store.Set(s.ctx, storageKey("ada", "randomPasswordKey"), "d3Jvbmc="); err != nil {
			t.Fatal(err)
		}
		again := s.signedIn(s.pool().User("ada").SignIn(s.ctx, credentials))
		if !again.DeviceForgotten || again.Device == nil || again.Device.Key == first.Device.Key {
			t.Errorf("%s: forgotten %t; the new device did not take the old one's place", credentials.Flow, again.DeviceForgotten)
		}
		if err := s.store.Set(s.ctx, storageKey("ada", "randomPasswordKey"), "d3Jvbmc="); err != nil {
			t.Fatal(err)
		}
		wrong := credentials
		wrong.Password = "wrong" + password
		_, err := s.pool().User("ada").SignIn(s.ctx, wrong)
		wantError(t, err, core.NotAuthorizedException)
		if s.device("ada") == "" {
			t.Error("a wrong password costs the device")
		}
	}
}

// The user is signed in whatever happens to the device, and the result says so.
func TestDeviceNotConfirmed(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	s.Fail("ConfirmDevice", fakecognito.Fault{Code: "InvalidParameterException", Message: "no"}, 1)
	step, err := s.pool().User("ada").SignIn(s.ctx, bySRP)
	done, ok := step.(*core.SignedIn)
	if err != nil || !ok {
		t.Fatalf("step %T, error %v", step, err)
	}
	wantError(t, done.DeviceError, core.Code("InvalidParameterException"))
	if done.Device != nil || s.device("ada") != "" {
		t.Error("there is a device all the same")
	}
	if session, err := s.pool().User("ada").Session(s.ctx); err != nil || session.AccessToken != done.Session.AccessToken {
		t.Errorf("not signed in: %v", err)
	}
}

// Each user has their own device, and a refresh names the right one.
func TestDevicesOfTwoUsers(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	s.create(fakecognito.NewUser{Username: "grace", Password: password, Email: "grace@example.com"})
	ada, grace := s.signIn("ada"), s.signIn("grace")
	if s.device("ada") == s.device("grace") {
		t.Fatal("two users have one device")
	}
	s.clock.Advance(2 * time.Hour)
	for _, user := range []*core.User{ada, grace, ada} {
		s.ResetRequests()
		if _, err := user.Session(s.ctx); err != nil {
			t.Fatal(err)
		}
		requests := s.requests()
		if len(requests) != 1 || requests[0].AuthParameters["DEVICE_KEY"] != s.device(user.Username()) {
			t.Errorf("%s: %d requests, or another's device key", user.Username(), len(requests))
		}
		s.clock.Advance(2 * time.Hour)
	}
}

// A device that the caller names, but whose secret is not in storage, cannot answer the
// challenge: the caller receives it.
func TestDeviceWithoutASecret(t *testing.T) {
	s := startService(t, &fakecognito.Server{DeviceTracking: fakecognito.DeviceTrackingAlways})
	device := s.signedIn(s.pool().User("ada").SignIn(s.ctx, bySRP)).Device
	for _, name := range []string{"deviceKey", "randomPasswordKey", "deviceGroupKey"} {
		if err := s.store.Remove(s.ctx, storageKey("ada", name)); err != nil {
			t.Fatal(err)
		}
	}
	step, err := s.pool().User("ada").SignIn(s.ctx, bySRP, core.Device{Key: device.Key})
	if err != nil {
		t.Fatal(err)
	}
	if challenge, ok := step.(*core.DeviceChallenge); !ok || challenge.State().Session == "" {
		t.Errorf("step %+v, want the challenge DEVICE_SRP_AUTH", step)
	}
}
