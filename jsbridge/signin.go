//go:build js && wasm

package jsbridge

import (
	"cmp"
	"context"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/calloption"
)

// These are the operations of a sign-in. Each step is a separate call, since the page keeps
// the sign-in's state: every answer creates its challenge again from that state. Those that
// are nothing but a call of a method of package core are in operations_gen.go.

func signIn(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := readSignInUser(pool, r)
	credentials := core.Credentials{
		Password:           r.optionalText(signInPassword),
		Flow:               core.Flow(r.optionalText(signInFlow)),
		PreferredChallenge: core.FirstFactor(r.optionalText(signInPreferredChallenge)),
		Session:            r.optionalText(signInSignUpSession),
	}
	options := user.optionsWith(r.json(signInStepUp))
	if credentials.Flow != core.UserAuth {
		credentials.Password = r.text(textMember(signInPassword))
	}
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.SignIn(ctx, credentials, options)
	return signInReply(user.User, step, err)
}

func initiateAuth(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := readSignInUser(pool, r)
	options := user.optionsWith(r.json(initiateAuthAuthParameters))
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.InitiateCustomAuth(ctx, options)
	return signInReply(user.User, step, err)
}

func continueSignIn(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user := readSignInUser(pool, r)
	reply, _ := r.json(continueSignInReply).(core.Object)
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.ContinueSignIn(ctx, reply, calloption.Options{Device: user.device})
	return signInReply(user.User, step, err)
}

func completeNewPasswordChallenge(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, session := readChallenge(pool, r)
	password := r.text(newPasswordNewPassword)
	options := user.optionsWith(r.json(newPasswordUserAttributes))
	if r.err != nil {
		return nil, r.err
	}
	challenge := user.resume("NEW_PASSWORD_REQUIRED", session).(*core.NewPasswordRequired)
	step, err := challenge.SetPassword(ctx, password, options)
	return signInReply(user.User, step, err)
}

func selectChallenge(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, session := readChallenge(pool, r)
	open := cmp.Or(r.optionalText(selectChallengeChallengeName), "SELECT_CHALLENGE")
	answer := core.FirstFactor(r.text(selectChallengeAnswer))
	password := r.optionalText(selectChallengePassword)
	if r.err != nil {
		return nil, r.err
	}
	challenge, ok := user.resume(open, session).(interface {
		SelectPassword(context.Context, core.FirstFactor, string, ...core.Option) (core.Step, error)
	})
	if !ok {
		return nil, &core.Error{Reason: core.InvalidParameter, Message: "While " + open + " is open there is no choice of how to sign in. Begin again."}
	}
	step, err := challenge.SelectPassword(ctx, answer, password, user.options())
	return signInReply(user.User, step, err)
}

func sendMFACode(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, session := readChallenge(pool, r)
	code, mfaType := r.text(mfaCodeCode), r.text(mfaCodeMFAType)
	if r.err != nil {
		return nil, r.err
	}
	challenge, ok := user.resume(mfaType, session).(interface {
		Answer(context.Context, string, ...core.Option) (core.Step, error)
	})
	if !ok {
		return nil, &core.Error{Reason: core.InvalidParameter, Message: "There is no code for " + mfaType + ". Use SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA."}
	}
	step, err := challenge.Answer(ctx, code, user.options())
	return signInReply(user.User, step, err)
}

func sendMFASelectionAnswer(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, session := readChallenge(pool, r)
	answer := r.text(mfaSelectionAnswer)
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.resume("SELECT_MFA_TYPE", session).(*core.SelectMFAType).Choose(ctx, answer)
	return signInReply(user.User, step, err)
}

func completeMFASetup(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {
	user, session := readChallenge(pool, r)
	if r.err != nil {
		return nil, r.err
	}
	step, err := user.resume("MFA_SETUP", session).(*core.MFASetup).Complete(ctx)
	return signInReply(user.User, step, err)
}

// signInUser is protocol.SignInUser: the user who signs in, and what is sent with each step.
type signInUser struct {
	*core.User
	device         core.Device
	clientMetadata core.Value
}

func readSignInUser(pool *core.Pool, r *request) signInUser {
	return signInUser{
		User: pool.User(r.text(signInUserUsername)),
		device: core.Device{
			Key:      r.optionalText(signInUserDeviceKey),
			GroupKey: r.optionalText(signInUserDeviceGroupKey),
			Password: r.optionalText(signInUserRandomPassword),
		},
		clientMetadata: r.json(signInUserClientMetadata),
	}
}

// readChallenge reads protocol.ChallengeRequest.
func readChallenge(pool *core.Pool, r *request) (user signInUser, session string) {
	user = readSignInUser(pool, r)
	session, _ = r.json(challengeSession).(string)
	return user, session
}

func (u signInUser) resume(challenge, session string) core.Challenge {
	return u.Resume(core.ChallengeState{Name: challenge, Session: session, Device: u.device})
}

func (u signInUser) options() core.Option { return u.optionsWith(nil) }

func (u signInUser) optionsWith(parameters core.Value) core.Option {
	return calloption.Options{ClientMetadata: u.clientMetadata, Parameters: parameters, Device: u.device}
}

func signInReply(user *core.User, step core.Step, err error) (core.Value, error) {
	if err != nil {
		return nil, err
	}
	reply := core.Object{{Name: signInReplyUsername, Value: user.Username()}}
	var device *core.Device
	forgotten := false
	switch step := step.(type) {
	case *core.SignedIn:
		device = step.Device
		reply = append(reply,
			core.Member{Name: signInReplySession, Value: sessionReply(user, step.Session)},
			core.Member{Name: signInReplyChallengeName, Value: optional(step.ChallengeName)},
			core.Member{Name: signInReplyUserConfirmationNecessary, Value: step.UserConfirmationNecessary})
		forgotten = step.DeviceForgotten
		if step.DeviceError != nil {
			reply = append(reply, core.Member{Name: signInReplyDeviceError, Value: messageOf(step.DeviceError)},
				core.Member{Name: signInReplyDeviceUnsaved, Value: refusedKey(step.DeviceError)})
		}
	case core.Challenge:
		state := step.State()
		if state.Device.Key != "" {
			device = &state.Device
		}
		reply = append(reply,
			core.Member{Name: signInReplyChallenge, Value: challengeReply(state)},
			core.Member{Name: signInReplyUserConfirmationNecessary, Value: false})
		forgotten = state.DeviceForgotten
	}
	if device != nil {
		reply = append(reply, core.Member{Name: signInReplyDevice, Value: deviceReply(device)})
	}
	if forgotten {
		reply = append(reply, core.Member{Name: signInReplyDeviceForgotten, Value: true})
	}
	return reply, nil
}

func challengeReply(c core.ChallengeState) core.Value {
	reply := core.Object{{Name: challengeReplyName, Value: c.Name}}
	if c.Parameters != nil {
		reply = append(reply, core.Member{Name: challengeReplyParameters, Value: c.Parameters})
	}
	if c.AvailableChallenges != nil {
		names := make([]core.Value, 0, len(c.AvailableChallenges))
		for _, factor := range c.AvailableChallenges {
			names = append(names, string(factor))
		}
		reply = append(reply, core.Member{Name: challengeReplyAvailableChallenges, Value: names})
	}
	if c.FirstFactor {
		reply = append(reply, core.Member{Name: challengeReplyFirstFactor, Value: true})
	}
	return append(reply, core.Member{Name: challengeReplySession, Value: optional(c.Session)})
}

func deviceReply(d *core.Device) core.Value {
	return core.Object{
		{Name: deviceReplyDeviceKey, Value: d.Key},
		{Name: deviceReplyDeviceGroupKey, Value: d.GroupKey},
		{Name: deviceReplyRandomPassword, Value: d.Password},
	}
}
