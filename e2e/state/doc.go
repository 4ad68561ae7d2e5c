// Package state tests the entry cognitowasm/state: what listeners hear of sign-ins, refreshes and
// sign-outs in several tabs and in workers, several users beside each other, and asking a user
// for the password again.
package state
