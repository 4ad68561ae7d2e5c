// Package calloption is the inside of package core's options: what they set, and what only
// this module's own packages may set. A page passes JSON values on as they are, with their
// members in order; Go programs have types for them.
package calloption

// Options are what the options of one call come to.
type Options struct {
	// ClientMetadata is passed to the pool's Lambda triggers, a core.Value.
	ClientMetadata any
	// Parameters are more members, a core.Object: those of AuthParameters when a sign-in
	// begins, and attributes with a new password.
	Parameters any
	// Device is the device that signs in, a core.Device.
	Device any
}

// Apply makes Options an option that sets them all.
func (o Options) Apply(options *Options) { *options = o }

// ClockDrift returns the local time minus the service's when the tokens of a *core.Session
// were received, in seconds, or NaN. Package core sets it; pages store it.
var ClockDrift func(session any) float64
