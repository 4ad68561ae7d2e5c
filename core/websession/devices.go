//go:build !js

package websession

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// A pool that tracks devices gives a browser a key and a secret at a user's first sign-in, and
// asks for no second factor where a device that it remembers proves itself. Devices belong to
// the browser and outlast its sessions, so they have a cookie of their own.

// device is the device of one user.
type device struct {
	Username string      `json:"username"`
	Device   core.Device `json:"device"`
}

// mostDevices is how many users of one browser have a device there: those who signed in last.
const mostDevices = 5

// deviceLifetime is how long a browser keeps the cookie after a sign-in: 400 days, the longest
// time that browsers allow (RFC 6265bis, section 5.5).
const deviceLifetime = 400 * 24 * time.Hour

func (h *Handler) devicesName() string { return h.config.CookieName + "-devices" }

// devicesOf returns the devices in a request's cookie, with the last sign-in's first.
func (h *Handler) devicesOf(r *http.Request) []device {
	text, ok := h.sealer.open(sealedBytes(sealedText(r, h.devicesName())), h.devicesName())
	var devices []device
	if !ok || json.Unmarshal(text, &devices) != nil {
		return nil
	}
	return devices
}

// deviceKeys are the names under which package core stores the parts of a user's device.
func (h *Handler) deviceKeys(username string) (key, group, password string) {
	return h.storageKey(username, "deviceKey"), h.storageKey(username, "deviceGroupKey"), h.storageKey(username, "randomPasswordKey")
}

// storeDevices puts devices into the storage of a sign-in, where package core looks for them.
func (h *Handler) storeDevices(storage *values, devices []device) {
	for _, d := range devices {
		key, group, password := h.deviceKeys(d.Username)
		// Storage in memory does not fail.
		_ = storage.Set(context.Background(), key, d.Device.Key)
		_ = storage.Set(context.Background(), group, d.Device.GroupKey)
		_ = storage.Set(context.Background(), password, d.Device.Password)
	}
}

// keepDevices sets the browser's cookie to the devices that a step of a sign-in has left: the
// service may have assigned one, or may not know one any more. signedIn is the user who has
// signed in, or "".
func (h *Handler) keepDevices(w http.ResponseWriter, r *http.Request, storage *values, signedIn string) error {
	stored, before := storage.all(), h.devicesOf(r)
	var after []device
	add := func(username string) {
		key, group, password := h.deviceKeys(username)
		d := device{username, core.Device{Key: stored[key], GroupKey: stored[group], Password: stored[password]}}
		if d.Device.Key != "" && len(after) < mostDevices {
			after = append(after, d)
		}
	}
	if signedIn != "" {
		add(signedIn)
	}
	for _, d := range before {
		if d.Username != signedIn {
			add(d.Username)
		}
	}
	switch {
	case len(after) == 0:
		h.removeSealed(w, r, h.devicesName())
		return nil
	case signedIn == "" && slices.Equal(after, before):
		return nil
	}
	text, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return h.setSealed(w, r, h.devicesName(), h.sealer.seal(text, h.devicesName()), deviceLifetime)
}

// valuesOf returns what a session keeps of the storage of its sign-in: not the devices of the
// browser's other users.
func (h *Handler) valuesOf(storage *values, username string) map[string]string {
	kept := storage.all()
	key, group, password := h.deviceKeys(username)
	maps.DeleteFunc(kept, func(name, _ string) bool {
		isDevice := strings.HasSuffix(name, ".deviceKey") || strings.HasSuffix(name, ".deviceGroupKey") || strings.HasSuffix(name, ".randomPasswordKey")
		return isDevice && name != key && name != group && name != password
	})
	return kept
}
