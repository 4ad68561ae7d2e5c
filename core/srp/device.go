package srp

import (
	"encoding/base64"
	"io"
)

const (
	devicePasswordSize = 40
	deviceSaltSize     = 16
)

// Device is what ConfirmDevice registers, and what the client keeps to prove later that it
// is that device.
type Device struct {
	// Password is 40 random bytes in base64. The text, not the bytes, is the
	// password; it is stored by the client and never sent.
	Password string

	// Salt and Verifier are the values of DeviceSecretVerifierConfig.Salt and
	// .PasswordVerifier: padded integers in base64.
	Salt, Verifier string
}

// NewDevice draws a password and a salt for a device that the service has just
// named in NewDeviceMetadata, and computes the verifier g^x mod N. It reads 56
// bytes from rand, which must be cryptographically secure, and fails only if
// rand fails.
func NewDevice(groupKey, deviceKey string, rand io.Reader) (*Device, error) {
	random := make([]byte, devicePasswordSize+deviceSaltSize)
	if _, err := io.ReadFull(rand, random); err != nil {
		return nil, err
	}
	return newDevice(cognitoGroup(), groupKey, deviceKey, random), nil
}

func newDevice(g *group, groupKey, deviceKey string, random []byte) *Device {
	b64 := base64.StdEncoding.EncodeToString
	password := b64(random[:devicePasswordSize])
	salt := random[devicePasswordSize:]
	x := Credentials{groupKey, deviceKey, password}.x(salt)
	return &Device{
		Password: password,
		Salt:     b64(pad(salt)),
		Verifier: b64(pad(g.power(x).Bytes(g.n))),
	}
}
