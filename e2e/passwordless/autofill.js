// What the tests of autofill have in their page, beside webauthn.js. What happens is noted in
// window.events, in its order.
'use strict';

const nameInput = document.getElementById('name');
const otherInput = document.getElementById('other');

window.events = [];

/** Called with each event, until it returns true. */
let watchers = [];

function note(event) {
	events.push(event);
	watchers = watchers.filter((watcher) => !watcher());
}

/** How often an event has happened. */
function timesOf(event) {
	return events.filter((other) => other === event).length;
}

/** Waits until an event has happened so often. */
async function happened(event, times = 1) {
	const enough = () => timesOf(event) >= times;
	if (!enough()) await new Promise((resolve) => watchers.push(() => enough() && (resolve(true), true)));
}

/** The events, once nothing more is about to happen. */
async function soFar() {
	// What has no timer is over by the time that the browser and the server have answered.
	await window.PublicKeyCredential?.isConditionalMediationAvailable?.().catch(() => {});
	await fetch('/autofill.js');
	return events;
}

// The browser's requests are noted, and when they are aborted.
{
	const { get } = CredentialsContainer.prototype;
	CredentialsContainer.prototype.get = function (options) {
		const kind = options.mediation || 'modal';
		note(kind + ' request');
		options.signal.addEventListener('abort', () => note(kind + ' request aborted'));
		return get.call(this, options);
	};
}

/**
 * Offers passkeys in the input.
 *
 * @param {object} options
 * @param {{ lifetime?: number, signal?: AbortSignal, ready?: (signal: AbortSignal) => unknown }} how - ready is waited for by begin
 */
function offer(options, { lifetime = 600000, signal, ready = () => {} } = {}) {
	window.end = passwordless.autofill(
		nameInput,
		async (signal) => {
			note('begin');
			await ready(signal);
			setTimeout(() => note('session expired'), lifetime);
			return { options, lifetime };
		},
		(credential) => {
			window.picked = credential;
			note('picked');
		},
		(/** @type {any} */ { code, message }) => note('failed: ' + (code || message)),
		fail,
		signal,
	);
}

/** Gives the input the focus, once more where it has it. */
function focusName() {
	otherInput.focus();
	nameInput.focus();
}

/** Says that the page is hidden, or shown again. */
function hide(hidden) {
	Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
	document.dispatchEvent(new Event('visibilitychange'));
}
