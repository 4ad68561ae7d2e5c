package core

import (
	"context"

	"github.com/cognitowasm/cognitowasm/core/srp"
)

// Device is a device of a user, which the service knows by Key and which proves
// itself with Password.
type Device struct {
	Key, GroupKey, Password string
}

// complete tells whether the device can prove itself.
func (d Device) complete() bool { return d.Key != "" && d.GroupKey != "" && d.Password != "" }

// loadDevice reads the stored device; its Key is "" when there is none.
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

// confirmDevice gives a new device a secret, confirms it to the service and
// stores it: without that a pool that tracks devices refuses to refresh. A
// device beside an error is confirmed, and the storage has refused it.
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

// GetDevice gives the service's description of a device.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html
func (p *Pool) GetDevice(ctx context.Context, accessToken, deviceKey string) (Object, error) {
	return p.call(ctx, "GetDevice", Object{
		{"AccessToken", accessToken},
		{"DeviceKey", textOrNothing(deviceKey)},
	})
}

// ForgetDevice makes the service forget a device. What is stored of it stays.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html
func (p *Pool) ForgetDevice(ctx context.Context, accessToken, deviceKey string) error {
	_, err := p.call(ctx, "ForgetDevice", Object{
		{"AccessToken", accessToken},
		{"DeviceKey", textOrNothing(deviceKey)},
	})
	return err
}

// UpdateDeviceStatus says whether a device is "remembered" or "not_remembered".
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html
func (p *Pool) UpdateDeviceStatus(ctx context.Context, accessToken, deviceKey, status string) error {
	_, err := p.call(ctx, "UpdateDeviceStatus", Object{
		{"AccessToken", accessToken},
		{"DeviceKey", textOrNothing(deviceKey)},
		{"DeviceRememberedStatus", status},
	})
	return err
}

// ListDevices lists the user's devices, at most limit of them (a number, or nil
// for the service's own limit), after the page that gave the token.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html
func (p *Pool) ListDevices(ctx context.Context, accessToken string, limit Value, paginationToken string) (Object, error) {
	return p.call(ctx, "ListDevices", Object{
		{"AccessToken", accessToken},
		{"Limit", limit},
		{"PaginationToken", textOrNothing(paginationToken)},
	})
}
