package dropin

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// FuzzCookies: what CookieStorage is given to keep is read back to the letter, or
// it says that the cookie is too long, by key and size, and nothing was written.
func FuzzCookies(f *testing.F) {
	const key = "CognitoIdentityServiceProvider.1example23456789.ada@example.com.idToken"
	for _, value := range []string{
		"", "a", "eyJhbGciOi.JKV-_1", "a b", " a ", "x=1; y", `a,b"c`, `"quoted"`, "('!*~')", "#$&+^`|/:<=>?@[]{}\\%", "%41", "%", "%zz",
		"né💧", "\x00\x1f\x7f", "\r\n", "\xed\xa0\x80", "\xff", "=", "; path=/", "undefined",
	} {
		f.Add(key, value, uint16(1), "old", true)
		f.Add("k"+value, "v", uint16(1), "", false)
	}
	for _, times := range []uint16{4020, 4024, 4025, 4026, 4027, 4030, 4096, 5000} { // around the limit
		f.Add(key, "a", times, "old", true)
		f.Add(key, "é", times/6, "old", true)
		f.Add(strings.Repeat("k", int(times)), "", uint16(1), "", false)
	}
	f.Add("theirs", "2", uint16(1), "", false)
	f.Add("__proto__", "2", uint16(1), "x", false)

	server := harness.StartLines(f, "cookies.mjs")
	f.Fuzz(func(t *testing.T, key, value string, times uint16, old string, secure bool) {
		if len(value) > 0 {
			value = strings.Repeat(value, min(int(times), 20_000/len(value)))
		}
		question := struct {
			Key    []uint16 `json:"key"`
			Value  []uint16 `json:"value"`
			Old    []uint16 `json:"old"`
			Secure bool     `json:"secure"`
		}{units(key), units(value), units(old), secure}
		var got struct {
			Size                int // of the cookie, with its name
			Before, After, Left map[string]string
			Old, Returned, Got  []uint16
			Removed             bool
			Error               *struct {
				Name, Code string
				Message    []uint16
			}
		}
		server.Ask(t, question, &got)

		unicode := wellFormed(question.Key) && wellFormed(question.Value)
		if got.Error != nil {
			if !maps.Equal(got.Before, got.After) || !equalUnits(got.Got, got.Old) {
				t.Errorf("setItem throws %s, but the cookies are %q, and were %q", got.Error.Name, got.After, got.Before)
			}
			message := text(got.Error.Message)
			switch {
			case !unicode && got.Error.Name == "URIError":
				// What is no Unicode has no UTF-8 either; upstream throws the same.
			case got.Error.Code != "CookieTooLong" || got.Size <= 4096:
				t.Errorf("the cookie has %d bytes, and setItem throws %s %s: %s", got.Size, got.Error.Name, got.Error.Code, message)
			case message != "The cookie "+text(question.Key)+" is longer than 4096 bytes.":
				t.Errorf("the message does not name the key: %s", message)
			case len(value) > 200 && strings.Contains(message, value):
				t.Errorf("the message repeats the value")
			}
			return
		}

		if key == "" {
			// The library has no such key, and browsers do not agree on what a cookie
			// without a name reads as.
			return
		}
		if !unicode || got.Size > 4096 {
			t.Errorf("setItem throws nothing, of Unicode: %t, of %d bytes", unicode, got.Size)
		}
		if !equalUnits(got.Got, question.Value) || !equalUnits(got.Returned, question.Value) {
			t.Errorf("%+q under %+q is read back as %+q, and setItem returned %+q", value, key, text(got.Got), text(got.Returned))
		}
		// One cookie is new, or another one than before; after removeItem it is gone.
		written := without(got.After, got.Before)
		if len(written) > 1 || len(without(got.Before, got.After)) > len(written) {
			t.Errorf("of the cookies %q came %q", got.Before, got.After)
		}
		if kept := without(got.After, got.Left); !got.Removed || len(kept) != 1 || len(got.Left) != len(got.After)-1 {
			t.Errorf("removing %+q left %q of %q", key, got.Left, got.After)
		}
	})
}

// units is text in UTF-16; a byte that is no UTF-8 makes half a character.
func units(text string) []uint16 {
	list := []uint16{}
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r != utf8.RuneError || size != 1:
			list = utf16.AppendRune(list, r)
		case text[i] < 0xc0:
			list = append(list, 0xd800|uint16(text[i]))
		default:
			list = append(list, 0xdc00|uint16(text[i]))
		}
	}
	return list
}

func text(units []uint16) string { return string(utf16.Decode(units)) }

// wellFormed reports whether each half of a character has the other half.
func wellFormed(units []uint16) bool {
	return slices.Equal(utf16.Encode(utf16.Decode(units)), units)
}

// equalUnits tells null, which is nil, from an empty text.
func equalUnits(a, b []uint16) bool {
	return (a == nil) == (b == nil) && slices.Equal(a, b)
}

// without returns the cookies of a that b does not have as they are.
func without(a, b map[string]string) map[string]string {
	rest := maps.Clone(a)
	maps.DeleteFunc(rest, func(name, value string) bool {
		other, ok := b[name]
		return ok && other == value
	})
	return rest
}
