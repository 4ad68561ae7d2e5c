package core

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

// Device is a user's device. The service knows it by Key, and Password is its secret.
type Device struct {
	Key, GroupKey, Password string
}

// complete reports whether the device can sign in.
func (d Device) complete() bool { return d.Key != "" && d.GroupKey != "" && d.Password != "" }

// loadDevice reads the stored device. Its Key is "" if there is none.
func (p *Pool) loadDevice(ctx context.Context, username string) (Device, error) {
	keys := keysOf(p.config.ClientID, username)
	var d Device
	var err error
	if d.Key, err = p.get(ctx, keys.deviceKey); err != nil || d.Key == "" {
		return Device{}, err
	}
	if d.Password, err = p.get(ctx, keys.devicePassword); err != nil {
		return Device{}, err
	}
	if d.GroupKey, err = p.get(ctx, keys.deviceGroup); err != nil {
		return Device{}, err
	}
	return d, nil
}

func (p *Pool) removeDevice(ctx context.Context, username string) error {
	keys := keysOf(p.config.ClientID, username)
	return p.remove(ctx, keys.deviceKey, keys.devicePassword, keys.deviceGroup)
}

// confirmDevice creates the secret of a new device, confirms the device to the service,
// and stores it: a pool that tracks devices refuses to refresh otherwise. If it returns a
// device and an error, the device is confirmed, but the storage has refused it.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
func (p *Pool) confirmDevice(ctx context.Context, username, accessToken string, metadata Object) (device *Device, userConfirmationNecessary bool, err error) {
	key, group := metadata.Text("DeviceKey"), metadata.Text("DeviceGroupKey")
	secret, err := srp.NewDevice(group, key, p.config.Rand)
	if err != nil {
		return nil, false, srpError(err)
	}
	reply, err := p.call(ctx, "ConfirmDevice", Object{
		{"DeviceKey", key},
		{"AccessToken", accessToken},
		{"DeviceSecretVerifierConfig", Object{
			{"Salt", secret.Salt},
			{"PasswordVerifier", secret.Verifier},
		}},
		{"DeviceName", textOrNothing(p.config.DeviceName)},
	})
	if err != nil {
		return nil, false, err
	}
	keys := keysOf(p.config.ClientID, username)
	err = p.put(ctx,
		storageEntry{keys.deviceKey, key},
		storageEntry{keys.devicePassword, secret.Password},
		storageEntry{keys.deviceGroup, group},
	)
	necessary, _ := reply.Get("UserConfirmationNecessary").(bool)
	return &Device{Key: key, GroupKey: group, Password: secret.Password}, necessary, err
}
