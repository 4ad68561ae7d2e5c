package core

import (
	"cmp"
	"context"
	"time"
)

// DeviceDescription is what the service knows of a device.
type DeviceDescription struct {
	Key string
	// Attributes are the device's, such as "device_name" and "last_ip_used".
	Attributes                               Attributes
	Created, LastModified, LastAuthenticated time.Time
}

func deviceDescriptionOf(o Object) DeviceDescription {
	return DeviceDescription{
		Key:               o.Text("DeviceKey"),
		Attributes:        attributesOf(o.Get("DeviceAttributes")),
		Created:           timeOf(o.Get("DeviceCreateDate")),
		LastModified:      timeOf(o.Get("DeviceLastModifiedDate")),
		LastAuthenticated: timeOf(o.Get("DeviceLastAuthenticatedDate")),
	}
}

// Devices returns all devices of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html
func (u *User) Devices(ctx context.Context) ([]DeviceDescription, error) {
	var all []DeviceDescription
	for next := Value(nil); ; {
		reply, err := u.callSignedIn(ctx, "ListDevices", Object{{"PaginationToken", next}})
		if err != nil {
			return nil, err
		}
		for _, o := range objectsOf(reply.Get("Devices")) {
			all = append(all, deviceDescriptionOf(o))
		}
		if next = textOrNothing(reply.Text("PaginationToken")); next == nil {
			return all, nil
		}
	}
}

// DescribeDevice returns the service's description of a device of the signed-in user: that of
// the session if deviceKey is "".
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html
func (u *User) DescribeDevice(ctx context.Context, deviceKey string) (*DeviceDescription, error) {
	reply, err := u.callForDevice(ctx, "GetDevice", deviceKey, nil)
	if err != nil {
		return nil, err
	}
	device := deviceDescriptionOf(reply.Object("Device"))
	return &device, nil
}

// ForgetDevice makes the service forget a device of the signed-in user: that of the session if
// deviceKey is "". What storage has of the device stays.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html
func (u *User) ForgetDevice(ctx context.Context, deviceKey string) error {
	_, err := u.callForDevice(ctx, "ForgetDevice", deviceKey, nil)
	return err
}

// RememberDevice sets whether a device of the signed-in user is remembered: that of the
// session if deviceKey is "".
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html
func (u *User) RememberDevice(ctx context.Context, deviceKey string, remember bool) error {
	status := "not_remembered"
	if remember {
		status = "remembered"
	}
	_, err := u.callForDevice(ctx, "UpdateDeviceStatus", deviceKey, Object{{"DeviceRememberedStatus", status}})
	return err
}

func (u *User) callForDevice(ctx context.Context, operation, deviceKey string, input Object) (Object, error) {
	session, err := u.Session(ctx)
	if err != nil {
		return nil, err
	}
	return u.pool.call(ctx, operation, append(Object{
		{"AccessToken", session.AccessToken},
		{"DeviceKey", textOrNothing(cmp.Or(deviceKey, session.accessClaims.Text("device_key")))},
	}, input...))
}
