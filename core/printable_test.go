//go:build !js

package core_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// Logging a value must not log its secrets.
func TestValuesPrintWithoutSecrets(t *testing.T) {
	store := new(core.MemoryStorage)
	must(0, store.Set(t.Context(), "key", secretText))
	pool := must(core.NewPool(core.PoolConfig{UserPoolID: poolID, ClientID: clientID, ClientSecret: secretText, Storage: store}))
	values := []any{
		pool, pool.User("ada"), store,
		&core.SignedIn{Session: new(filled[core.Session]()), Device: new(filled[core.Device]())},
		pool.User("ada").Resume(filled[core.ChallengeState]()),
		filled[core.Session](), filled[core.Credentials](), filled[core.Device](), filled[core.ChallengeState](),
		filled[core.RefreshInput](), filled[core.SignUpInput](), filled[core.ConfirmSignUpInput](), filled[core.PoolConfig](),
		filled[core.SignUpResult](), filled[core.StepUp](), filled[core.Authorization](), filled[core.Redirected](),
	}
	for _, v := range values {
		both := []any{v}
		if t := reflect.TypeOf(v); t.Kind() == reflect.Struct {
			pointer := reflect.New(t)
			pointer.Elem().Set(reflect.ValueOf(v))
			both = append(both, pointer.Interface())
		}
		for _, v := range both {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
				if text := fmt.Sprintf(verb, v); strings.Contains(text, secretText) || strings.Contains(text, fmt.Sprintf("%x", secretText)) {
					t.Errorf("%s of %T: %s", verb, v, text)
				}
			}
			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", v)
			slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", v)
			if strings.Contains(log.String(), secretText) {
				t.Errorf("the log of %T: %s", v, &log)
			}
		}
	}
}

const secretText = "correct-horse-battery"

// public are the string members that are not secret.
var public = []string{"Key", "GroupKey", "Name", "Username", "Flow", "UserPoolID", "ClientID", "Refresh", "DeviceName", "Sub", "Medium", "Error"}

// filled returns a value in which all other members contain the secret.
func filled[T any]() (v T) {
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	for field, member := range v.Fields() {
		switch {
		case !field.IsExported():
		case member.Kind() == reflect.String && !strings.Contains(" "+strings.Join(public, " ")+" ", " "+field.Name+" "):
			member.SetString(secretText)
		case member.Kind() == reflect.Struct:
			fill(member)
		case member.Type() == reflect.TypeFor[core.Object]():
			member.Set(reflect.ValueOf(core.Object{{Name: "x", Value: secretText}}))
		case member.Type() == reflect.TypeFor[core.Value]():
			member.Set(reflect.ValueOf(secretText))
		}
	}
}
