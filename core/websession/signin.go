//go:build !js

package websession

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/cognitowasm/cognitowasm/core"
)

type signInRequest struct {
	Username       string            `json:"username"`
	Password       string            `json:"password"`
	ClientMetadata map[string]string `json:"clientMetadata"`
}

type challengeRequest struct {
	Name               string            `json:"name"`
	Answer             string            `json:"answer"`
	Password           string            `json:"password"`
	Attributes         map[string]string `json:"attributes"`
	Factor             string            `json:"factor"`
	FriendlyDeviceName string            `json:"friendlyDeviceName"`
	ClientMetadata     map[string]string `json:"clientMetadata"`
}

// stepReply is the reply to a step of a sign-in.
type stepReply struct {
	SignedIn  json.RawMessage `json:"signedIn,omitempty"`
	Challenge *challengeReply `json:"challenge,omitempty"`
	// UserConfirmationNecessary says that the user must decide whether the device is to be
	// remembered.
	UserConfirmationNecessary bool `json:"userConfirmationNecessary,omitempty"`
}

type challengeReply struct {
	Name                string             `json:"name"`
	Parameters          core.Object        `json:"parameters"`
	AvailableChallenges []core.FirstFactor `json:"availableChallenges,omitempty"`
	FirstFactor         bool               `json:"firstFactor,omitempty"` // EMAIL_OTP may be either
}

// pending is a challenge that waits for its answer, as its cookie has it. The service's state
// of the sign-in is part of it, which is as good as a password.
type pending struct {
	Username string              `json:"username"`
	State    core.ChallengeState `json:"state"`
	Verified bool                `json:"verified,omitempty"` // of MFA_SETUP: its code was right
	Expires  int64               `json:"expires"`
}

func (h *Handler) pendingName() string { return h.config.CookieName + "-signin" }

// newUser returns a user with a storage of its own, for one step of a sign-in. The storage has
// the browser's devices.
func (h *Handler) newUser(r *http.Request, username string) (*core.User, *values, error) {
	storage := new(values)
	h.storeDevices(storage, h.devicesOf(r))
	pool, err := h.newPool(storage)
	if err != nil {
		return nil, nil, err
	}
	return pool.User(username), storage, nil
}

// signIn serves POST signin.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) {
	var in signInRequest
	if !h.readJSON(w, r, &in) {
		return
	}
	user, storage, err := h.newUser(r, in.Username)
	if err != nil {
		h.writeError(w, r, err, true)
		return
	}
	step, err := beginSignIn(r.Context(), user, h.config.Flow, &in)
	h.proceed(w, r, storage, user, step, err)
}

// answer serves POST challenge.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) {
	var in challengeRequest
	if !h.readJSON(w, r, &in) {
		return
	}
	text, ok := h.sealer.open(sealedBytes(sealedText(r, h.pendingName())), h.pendingName())
	var p pending
	if !ok || json.Unmarshal(text, &p) != nil || p.Expires <= h.clock.Now().Unix() {
		h.writeError(w, r, challengeExpired(), true)
		return
	}
	if p.State.Name != in.Name {
		h.writeError(w, r, invalid("The open challenge is "+p.State.Name+"."), true)
		return
	}
	user, storage, err := h.newUser(r, p.Username)
	if err != nil {
		h.writeError(w, r, err, true)
		return
	}
	challenge := user.Resume(p.State)
	step, err := answerChallenge(r.Context(), challenge, p.Verified, &in)
	if after := challenge.State().Session; err != nil && after != p.State.Session {
		// The code of MFA_SETUP was accepted, and only the rest must be tried again.
		p.State.Session, p.Verified = after, true
		if err := h.keepPending(w, r, &p); err != nil {
			h.log(r.Context(), "a challenge was not kept", err)
		}
	}
	h.proceed(w, r, storage, user, step, err)
}

func challengeExpired() error {
	return &core.Error{
		Reason:  core.ChallengeExpired,
		Message: "No challenge is open in this browser, or it has expired. Begin the sign-in again.",
	}
}

// proceed replies with the next step of a sign-in.
func (h *Handler) proceed(w http.ResponseWriter, r *http.Request, storage *values, user *core.User, step core.Step, err error) {
	signedIn := ""
	if _, ok := step.(*core.SignedIn); ok {
		signedIn = user.Username()
	}
	if err := h.keepDevices(w, r, storage, signedIn); err != nil {
		h.log(r.Context(), "a device was not kept", err)
	}
	if err != nil {
		h.writeError(w, r, err, true)
		return
	}
	switch s := step.(type) {
	case *core.SignedIn:
		if s.DeviceError != nil {
			h.log(r.Context(), "a device was not confirmed", s.DeviceError)
		}
		session, err := h.begin(w, r, &record{Username: signedIn, Values: h.valuesOf(storage, signedIn)}, s.Session)
		if err != nil {
			h.writeError(w, r, err, true)
			return
		}
		h.removeSealed(w, r, h.pendingName())
		writeJSON(w, http.StatusOK, stepReply{SignedIn: session.reply, UserConfirmationNecessary: s.UserConfirmationNecessary})
	case core.Challenge:
		h.replyChallenge(w, r, user, s)
	default:
		h.writeError(w, r, &core.Error{Reason: core.InternalError, Message: "The sign-in has an unknown step."}, true)
	}
}

// replyChallenge keeps a challenge in its cookie, and replies with what the page needs.
func (h *Handler) replyChallenge(w http.ResponseWriter, r *http.Request, user *core.User, challenge core.Challenge) {
	secret := ""
	if setup, ok := challenge.(*core.MFASetup); ok {
		var err error
		if secret, err = setup.Associate(r.Context()); err != nil {
			h.writeError(w, r, err, true)
			return
		}
	}
	state := challenge.State()
	err := h.keepPending(w, r, &pending{
		Username: user.Username(), State: state, Expires: h.clock.Now().Add(h.config.AuthSessionValidity).Unix(),
	})
	if err != nil {
		h.writeError(w, r, err, true)
		return
	}
	parameters := slices.Clone(state.Parameters)
	if secret != "" {
		parameters = append(parameters, core.Member{Name: "SecretCode", Value: secret})
	}
	writeJSON(w, http.StatusOK, stepReply{Challenge: &challengeReply{state.Name, parameters, state.AvailableChallenges, state.FirstFactor}})
}

func (h *Handler) keepPending(w http.ResponseWriter, r *http.Request, p *pending) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return h.setSealed(w, r, h.pendingName(), h.sealer.seal(text, h.pendingName()), h.config.AuthSessionValidity)
}
