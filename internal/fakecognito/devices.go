package fakecognito

import (
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"time"
)

// device is a browser or app of a user, from the moment when the server assigns its key.
type device struct {
	key               string
	name              string
	confirmed         bool
	remembered        bool
	created           time.Time
	modified          time.Time
	lastAuthenticated time.Time
	secret            verifier
}

// Device is what the server knows about a user's device.
type Device struct {
	Key  string
	Name string
	// Confirmed says whether ConfirmDevice has stored the device's secret.
	Confirmed bool
	// Remembered says whether the device takes part in signing in.
	Remembered bool
	// LastAuthenticated is when the device was last used to sign in or refresh.
	LastAuthenticated time.Time
}

func (d *device) info() Device {
	return Device{d.key, d.name, d.confirmed, d.remembered, d.lastAuthenticated}
}

// sortedDevices returns the user's devices, oldest first.
func (u *user) sortedDevices() []*device {
	var list []*device
	for _, d := range u.devices {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *device) int {
		if c := a.created.Compare(b.created); c != 0 {
			return c
		}
		return strings.Compare(a.key, b.key)
	})
	return list
}

// offerDevice assigns a device key to a sign-in from an unknown device.
func (s *Server) offerDevice(u *user) *device {
	now := s.now()
	d := &device{key: s.region() + "_" + newUUID(), created: now, modified: now, lastAuthenticated: now}
	u.devices[d.key] = d
	return d
}

// knownDevice returns the confirmed device of a user with a key, or nil if there
// is no key or the pool does not track devices.
func (s *Server) knownDevice(u *user, key string) (*device, error) {
	if s.DeviceTracking == DeviceTrackingOff || key == "" {
		return nil, nil
	}
	d := u.devices[key]
	if d == nil || !d.confirmed {
		return nil, errNoDevice
	}
	return d, nil
}

// askDevice challenges a remembered device to prove its identity.
func (s *Server) askDevice(c *challenge) *authReply {
	reply := s.challenge(c.next("DEVICE_SRP_AUTH"))
	reply.ChallengeParameters["DEVICE_KEY"] = c.device.key
	return reply
}

// answerDevice processes DEVICE_SRP_AUTH, the first of the two steps of device SRP.
func (s *Server) answerDevice(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	d := c.user.devices[req.ChallengeResponses["DEVICE_KEY"]]
	if d == nil || d != c.device {
		return nil, errNoDevice
	}
	exchange, err := newSRPExchange(s.pool.deviceGroupKey, d.key, d.secret, req.ChallengeResponses["SRP_A"])
	if err != nil {
		return nil, err
	}
	c.used = true
	next := c.next("DEVICE_PASSWORD_VERIFIER")
	next.exchange = exchange
	reply := s.challenge(next)
	reply.ChallengeParameters["DEVICE_KEY"] = d.key
	return reply, nil
}

// answerDevicePassword processes DEVICE_PASSWORD_VERIFIER, the second step.
func (s *Server) answerDevicePassword(req *respondToAuthChallengeRequest, c *challenge) (*authReply, error) {
	d := c.user.devices[req.ChallengeResponses["DEVICE_KEY"]]
	if d == nil || d != c.device {
		return nil, errNoDevice
	}
	proven, err := s.checkClaim(req, c)
	if err != nil {
		return nil, err
	}
	if !proven {
		return nil, errWrongPassword
	}
	d.lastAuthenticated = s.now()
	return s.grant(c, d.key), nil
}

type confirmDeviceRequest struct {
	AccessToken                string                `json:"AccessToken" api:"required,pattern=token"`
	DeviceKey                  string                `json:"DeviceKey" api:"required,min=1,max=55,pattern=deviceKey"`
	DeviceName                 string                `json:"DeviceName" api:"min=1,max=1024"`
	DeviceSecretVerifierConfig *deviceSecretVerifier `json:"DeviceSecretVerifierConfig"`
}

// deviceSecretVerifier is a verifier that the client made: salt and g^x mod N
// as base64 of a BigInteger's bytes.
type deviceSecretVerifier struct {
	PasswordVerifier string `json:"PasswordVerifier"`
	Salt             string `json:"Salt"`
}

type confirmDeviceReply struct {
	UserConfirmationNecessary bool
}

// confirmDevice stores a device's secret. The key must be the one that was issued with the
// access token.
func (s *Server) confirmDevice(req *confirmDeviceRequest) (*confirmDeviceReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	d := g.user.devices[req.DeviceKey]
	if d == nil || d.confirmed || g.deviceKey != req.DeviceKey {
		return nil, invalidParameter("Invalid device key given.")
	}
	if req.DeviceSecretVerifierConfig == nil {
		return nil, missingParameter("DeviceSecretVerifierConfig")
	}
	salt, okSalt := parseSignedBytes(req.DeviceSecretVerifierConfig.Salt)
	v, okVerifier := parseSignedBytes(req.DeviceSecretVerifierConfig.PasswordVerifier)
	if !okSalt || !okVerifier || v.Cmp(srpN) >= 0 {
		// The service's text for this case is not known.
		return nil, invalidParameter("Invalid device secret verifier given.")
	}
	d.secret = verifier{salt, v}
	d.name = req.DeviceName
	d.confirmed = true
	d.remembered = s.DeviceTracking == DeviceTrackingAlways
	d.modified = s.now()
	return &confirmDeviceReply{UserConfirmationNecessary: s.DeviceTracking == DeviceTrackingOptional}, nil
}

// parseSignedBytes decodes a positive integer from base64. For the service, a set top bit
// means a negative number, a known mistake of clients.
func parseSignedBytes(text string) (*big.Int, bool) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 || b[0]&0x80 != 0 {
		return nil, false
	}
	n := new(big.Int).SetBytes(b)
	return n, n.Sign() > 0
}

type updateDeviceStatusRequest struct {
	AccessToken            string `json:"AccessToken" api:"required,pattern=token"`
	DeviceKey              string `json:"DeviceKey" api:"required,min=1,max=55,pattern=deviceKey"`
	DeviceRememberedStatus string `json:"DeviceRememberedStatus" api:"enum=remembered|not_remembered"`
}

func (s *Server) updateDeviceStatus(req *updateDeviceStatusRequest) (*empty, error) {
	_, d, err := s.grantedDevice(req.AccessToken, req.DeviceKey)
	if err != nil {
		return nil, err
	}
	if req.DeviceRememberedStatus != "" {
		d.remembered = req.DeviceRememberedStatus == "remembered"
		d.modified = s.now()
	}
	return &empty{}, nil
}

// grantedDevice returns the confirmed device with a key of the user whose access
// token this is.
func (s *Server) grantedDevice(accessToken, key string) (*tokenGroup, *device, error) {
	g, err := s.accessGrant(accessToken)
	if err != nil {
		return nil, nil, err
	}
	d := g.user.devices[key]
	if d == nil || !d.confirmed {
		return nil, nil, errNoDevice
	}
	return g, d, nil
}

type forgetDeviceRequest struct {
	AccessToken string `json:"AccessToken" api:"required,pattern=token"`
	DeviceKey   string `json:"DeviceKey" api:"required,min=1,max=55,pattern=deviceKey"`
}

// forgetDevice removes a device. Sign-ins of that device can no longer be
// refreshed.
func (s *Server) forgetDevice(req *forgetDeviceRequest) (*empty, error) {
	g, d, err := s.grantedDevice(req.AccessToken, req.DeviceKey)
	if err != nil {
		return nil, err
	}
	delete(g.user.devices, d.key)
	return nil, nil
}

type getDeviceRequest struct {
	AccessToken string `json:"AccessToken" api:"pattern=token"`
	DeviceKey   string `json:"DeviceKey" api:"required,min=1,max=55,pattern=deviceKey"`
}

type getDeviceReply struct {
	Device wireDevice
}

func (s *Server) getDevice(req *getDeviceRequest) (*getDeviceReply, error) {
	_, d, err := s.grantedDevice(req.AccessToken, req.DeviceKey)
	if err != nil {
		return nil, err
	}
	return &getDeviceReply{d.wire()}, nil
}

// wireDevice is a device as replies have it; dates are seconds since 1970.
type wireDevice struct {
	DeviceAttributes            []attribute
	DeviceCreateDate            float64
	DeviceKey                   string
	DeviceLastAuthenticatedDate float64
	DeviceLastModifiedDate      float64
}

func (d *device) wire() wireDevice {
	status := "not_remembered"
	if d.remembered {
		status = "remembered"
	}
	attributes := []attribute{{"device_status", "valid"}}
	if d.name != "" {
		attributes = append(attributes, attribute{"device_name", d.name})
	}
	attributes = append(attributes, attribute{"dev:device_remembered_status", status})
	return wireDevice{
		DeviceAttributes:            attributes,
		DeviceCreateDate:            wireDate(d.created),
		DeviceKey:                   d.key,
		DeviceLastAuthenticatedDate: wireDate(d.lastAuthenticated),
		DeviceLastModifiedDate:      wireDate(d.modified),
	}
}

func wireDate(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

type listDevicesRequest struct {
	AccessToken     string `json:"AccessToken" api:"required,pattern=token"`
	Limit           int    `json:"Limit" api:"min=0,max=60"`
	PaginationToken string `json:"PaginationToken" api:"min=1"`
}

type listDevicesReply struct {
	Devices         []wireDevice
	PaginationToken string `json:",omitempty"`
}

// listDevices lists the confirmed devices, oldest first. The pagination token
// is the key of the last device of the page before, in base64; the service's
// text for a bad one is not known.
func (s *Server) listDevices(req *listDevicesRequest) (*listDevicesReply, error) {
	g, err := s.accessGrant(req.AccessToken)
	if err != nil {
		return nil, err
	}
	devices := slices.DeleteFunc(g.user.sortedDevices(), func(d *device) bool { return !d.confirmed })
	if req.PaginationToken != "" {
		key, err := base64.StdEncoding.DecodeString(req.PaginationToken)
		i := slices.IndexFunc(devices, func(d *device) bool { return d.key == string(key) })
		if err != nil || i < 0 {
			return nil, invalidParameter("Invalid pagination token.")
		}
		devices = devices[i+1:]
	}
	reply := &listDevicesReply{Devices: []wireDevice{}}
	limit := orDefault(req.Limit, 60)
	for i, d := range devices {
		if i == limit {
			reply.PaginationToken = base64.StdEncoding.EncodeToString([]byte(devices[i-1].key))
			break
		}
		reply.Devices = append(reply.Devices, d.wire())
	}
	return reply, nil
}
