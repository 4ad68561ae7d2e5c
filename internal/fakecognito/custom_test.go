package fakecognito_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The pool's own challenges come one after another, each with its own session; after a wrong
// answer the same one comes again, twice.
func TestCustomChallenges(t *testing.T) {
	e := start(t, &fakecognito.Server{CustomChallenges: []fakecognito.CustomChallenge{
		{Parameters: map[string]string{"question": "one"}, Answer: "1"},
		{Parameters: map[string]string{"question": "two"}, Answer: "2"},
	}})
	e.create(fakecognito.NewUser{Username: "bob", Password: password})
	e.create(fakecognito.NewUser{Username: "new", Password: password, Status: fakecognito.StatusUnconfirmed})
	begin := func(name string, more ...string) (*cognitoidentityprovider.InitiateAuthOutput, error) {
		parameters := map[string]string{"USERNAME": name}
		for i := 0; i < len(more); i += 2 {
			parameters[more[i]] = more[i+1]
		}
		return e.initiate(types.AuthFlowTypeCustomAuth, parameters)
	}
	_, err := begin("nobody")
	e.wantError(err, "UserNotFoundException: User does not exist.")
	_, err = begin("new")
	e.wantError(err, "UserNotConfirmedException: User is not confirmed.")
	_, err = begin("bob", "CHALLENGE_NAME", "SRP_A")
	e.wantError(err, "InvalidParameterException: Missing required parameter SRP_A")

	const custom = types.ChallengeNameTypeCustomChallenge
	first, err := begin("bob")
	e.ok(err)
	sessions := map[string]bool{*first.Session: true}
	session, question := first.Session, first.ChallengeParameters["question"]
	for _, step := range []struct{ answer, question string }{{"0", "one"}, {"0", "one"}, {"1", "two"}, {"0", "two"}, {"2", ""}} {
		if question == "" {
			t.Fatal("no question")
		}
		out, err := e.answer(custom, session, "ANSWER", step.answer)
		e.ok(err)
		if out.ChallengeParameters["question"] != step.question {
			t.Errorf("after %q: %v, want %q", step.answer, out.ChallengeParameters, step.question)
		}
		_, err = e.answer(custom, session, "ANSWER", step.answer)
		e.wantError(err, usedSession)
		session, question = out.Session, step.question
		if session != nil {
			sessions[*session] = true
		} else if out.AuthenticationResult == nil {
			t.Error("neither tokens nor a session")
		}
	}
	if len(sessions) != 5 {
		t.Errorf("%d different sessions, want 5", len(sessions))
	}

	// The third wrong answer ends the sign-in.
	again, err := begin("bob")
	e.ok(err)
	session = again.Session
	for range 2 {
		out, err := e.answer(custom, session, "ANSWER", "0")
		e.ok(err)
		session = out.Session
	}
	_, err = e.answer(custom, session, "ANSWER", "0")
	e.wantError(err, "NotAuthorizedException: Incorrect username or password.")
	_, err = e.answer(custom, session, "ANSWER", "1")
	e.wantError(err, usedSession)
}
