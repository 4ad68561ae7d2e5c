//go:build !js

package core

import "log/slog"

func (v SignUpResult) printable() printable {
	return printable{"SignUpResult", []slog.Attr{
		slog.Bool("Confirmed", v.Confirmed),
		slog.String("Sub", v.Sub),
		slog.String("Medium", v.CodeDelivery.Medium),
		slog.String("Session", redacted(v.Session)),
	}}
}

// String returns what is not secret.
func (v SignUpResult) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v SignUpResult) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v SignUpResult) LogValue() slog.Value { return v.printable().LogValue() }

func (v StepUp) printable() printable {
	return printable{"StepUp", []slog.Attr{
		slog.Any("ACRValues", v.ACRValues),
		slog.Duration("MaxAge", v.MaxAge),
		slog.String("AccessToken", redacted(v.AccessToken)),
	}}
}

// String returns what is not secret.
func (v StepUp) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v StepUp) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v StepUp) LogValue() slog.Value { return v.printable().LogValue() }

func (v Authorization) printable() printable {
	return printable{"Authorization", []slog.Attr{
		slog.String("State", redacted(v.State)),
		slog.String("CodeVerifier", redacted(v.CodeVerifier)),
		slog.String("Nonce", redacted(v.Nonce)),
	}}
}

// String returns what is not secret.
func (v Authorization) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v Authorization) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v Authorization) LogValue() slog.Value { return v.printable().LogValue() }

func (v Redirected) printable() printable {
	return printable{"Redirected", []slog.Attr{
		slog.String("Code", redacted(v.Code)),
		slog.String("Error", v.Error),
	}}
}

// String returns what is not secret.
func (v Redirected) String() string { return v.printable().String() }

// GoString returns what is not secret.
func (v Redirected) GoString() string { return v.String() }

// LogValue returns what is not secret.
func (v Redirected) LogValue() slog.Value { return v.printable().LogValue() }
