//go:build !js

package core

import (
	"log/slog"
	"strings"
)

// Values that contain a secret print without it, with package fmt (String, and GoString for
// %#v) and in structured logs (LogValue). The Wasm module does not print them.

// printable is the part of a value that may be printed.
type printable struct {
	name    string
	members []slog.Attr
}

func (p printable) String() string {
	members := make([]string, len(p.members))
	for i, m := range p.members {
		members[i] = m.Key + ":" + m.Value.String()
	}
	return "core." + p.name + "{" + strings.Join(members, " ") + "}"
}

func (p printable) LogValue() slog.Value { return slog.GroupValue(p.members...) }

// redacted returns a placeholder for a secret, or "" if there is none.
func redacted(secret string) string {
	if secret == "" {
		return ""
	}
	return "REDACTED"
}

func (v Session) printable() printable {
	return printable{"Session", []slog.Attr{
		slog.String("IDToken", redacted(v.IDToken)),
		slog.String("AccessToken", redacted(v.AccessToken)),
		slog.String("RefreshToken", redacted(v.RefreshToken)),
		slog.Time("Expiry", v.Expiry()),
		slog.Bool("Unsaved", v.Unsaved != nil),
	}}
}

// String returns what is not secret.
func (v Session) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v Session) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v Session) LogValue() slog.Value { return v.printable().LogValue() }

func (v Credentials) printable() printable {
	return printable{"Credentials", []slog.Attr{
		slog.String("Password", redacted(v.Password)),
		slog.String("Flow", string(v.Flow)),
	}}
}

// String returns what is not secret.
func (v Credentials) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v Credentials) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v Credentials) LogValue() slog.Value { return v.printable().LogValue() }

func (v Device) printable() printable {
	return printable{"Device", []slog.Attr{
		slog.String("Key", v.Key),
		slog.String("GroupKey", v.GroupKey),
		slog.String("Password", redacted(v.Password)),
	}}
}

// String returns what is not secret.
func (v Device) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v Device) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v Device) LogValue() slog.Value { return v.printable().LogValue() }

func (v ChallengeState) printable() printable {
	return printable{"ChallengeState", []slog.Attr{
		slog.String("Name", v.Name),
		slog.String("Device", v.Device.String()),
		slog.Bool("DeviceForgotten", v.DeviceForgotten),
	}}
}

// String returns what is not secret.
func (v ChallengeState) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v ChallengeState) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v ChallengeState) LogValue() slog.Value { return v.printable().LogValue() }

func (v RefreshInput) printable() printable {
	return printable{"RefreshInput", []slog.Attr{
		slog.String("RefreshToken", redacted(v.RefreshToken)),
		slog.String("AccessToken", redacted(v.AccessToken)),
		slog.String("Replaces", redacted(v.Replaces)),
	}}
}

// String returns what is not secret.
func (v RefreshInput) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v RefreshInput) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v RefreshInput) LogValue() slog.Value { return v.printable().LogValue() }

func (v SignUpInput) printable() printable {
	return printable{"SignUpInput", []slog.Attr{
		slog.String("Username", v.Username),
		slog.String("Password", redacted(v.Password)),
	}}
}

// String returns what is not secret.
func (v SignUpInput) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v SignUpInput) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v SignUpInput) LogValue() slog.Value { return v.printable().LogValue() }

func (v ConfirmSignUpInput) printable() printable {
	return printable{"ConfirmSignUpInput", []slog.Attr{
		slog.String("ConfirmationCode", redacted(v.ConfirmationCode)),
	}}
}

// String returns what is not secret.
func (v ConfirmSignUpInput) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v ConfirmSignUpInput) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v ConfirmSignUpInput) LogValue() slog.Value { return v.printable().LogValue() }

func (v PoolConfig) printable() printable {
	return printable{"PoolConfig", []slog.Attr{
		slog.String("UserPoolID", v.UserPoolID),
		slog.String("ClientID", v.ClientID),
		slog.String("ClientSecret", redacted(v.ClientSecret)),
		slog.String("Refresh", string(v.Refresh)),
		slog.String("Timeout", v.Timeout.String()),
	}}
}

// String returns what is not secret.
func (v PoolConfig) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v PoolConfig) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v PoolConfig) LogValue() slog.Value { return v.printable().LogValue() }

func (v *Pool) printable() printable {
	return printable{"Pool", []slog.Attr{
		slog.String("config", v.config.String()),
	}}
}

// String returns what is not secret.
func (v *Pool) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v *Pool) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v *Pool) LogValue() slog.Value { return v.printable().LogValue() }

func (v *MemoryStorage) printable() printable {
	return printable{"MemoryStorage", []slog.Attr{
		slog.Float64("keys", float64(v.size())),
	}}
}

// String returns what is not secret.
func (v *MemoryStorage) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v *MemoryStorage) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v *MemoryStorage) LogValue() slog.Value { return v.printable().LogValue() }

func (v *User) printable() printable {
	return printable{"User", []slog.Attr{
		slog.String("Username", v.Username()),
		slog.Any("Pool", v.pool),
	}}
}

// String returns what is not secret.
func (v *User) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v *User) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v *User) LogValue() slog.Value { return v.printable().LogValue() }

func (v *SignedIn) printable() printable {
	return printable{"SignedIn", []slog.Attr{
		slog.Any("Session", v.Session),
		slog.Any("Device", v.Device),
		slog.Bool("DeviceForgotten", v.DeviceForgotten),
	}}
}

// String returns what is not secret.
func (v *SignedIn) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v *SignedIn) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v *SignedIn) LogValue() slog.Value { return v.printable().LogValue() }

func (v *pendingChallenge) printable() printable {
	return printable{"Challenge", []slog.Attr{
		slog.Any("State", v.state),
	}}
}

// String returns what is not secret.
func (v *pendingChallenge) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v *pendingChallenge) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v *pendingChallenge) LogValue() slog.Value { return v.printable().LogValue() }

func (v *MemoryStorage) size() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.values)
}
