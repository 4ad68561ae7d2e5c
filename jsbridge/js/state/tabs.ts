/**
 * The models of a page, and how they learn of what happens elsewhere: from messages of other
 * tabs and workers, and from what pages without this entry do to a storage.
 *
 * @packageDocumentation
 */
import { keyPrefix } from '../gen/keys';
import type { PageStorage } from '../gen/protocol';
import { inBrowser } from '../page/base/environment';
import type { StateHost } from './facade';
import { adopt, stateAfter, take } from './model';
import type { Model, Step } from './model';
import { find, kindOf, ofAllTabs, sessionOf, then } from './storage';
import type { Found, Read } from './storage';

/** What other tabs hear of a step. No secret is in it. */
interface Message extends Step {
	clientId: string;
	kind: string | undefined;
	/** The user's session before; null if there was none, undefined if that is not known. */
	before: string | null | undefined;
}

/**
 * How many milliseconds after an event a storage is looked at. A message, which says more, is
 * there by then.
 */
const delay = 300;
/**
 * For how many milliseconds a message is believed more than the storage, in which a tab may see
 * late what another one has written. So is a call that is under way: it says what it has changed.
 */
const patience = 3000;

/** What two models or findings have in common, if they are the same. */
const textOf = ({ current, sessions }: Found) => '' + [current, [...sessions].sort()];

/** The models of a storage, by their kind and app client. */
type Models = Map<string, Model>;

/** What the rest of this bundle does with models. */
export interface Tabs {
	/** The model of an app client's users in a storage; it is made, and knows what a synchronous storage has. */
	modelOf(clientId: string, storage: PageStorage): Model;
	/** Compares a model with its storage, synchronously unless that is async. */
	look(model: Model): void;
	/** Does so a little later; whatever happens meanwhile puts it off. */
	lookLater(model: Model): void;
	/** Takes a step that was made here, and publishes it. */
	publish(model: Model, step: Step): void;
	/** Keeps a model up to date as long as it has listeners. */
	follow(model: Model): void;
}

export function makeTabs(host: StateHost, read: Read): Tabs {
	/** The models of the storages that tabs share. */
	const shared: Models = new Map();
	/** Those of the others. */
	const own = new WeakMap<object, Models>();
	/** The models that are kept up to date. */
	const live = new Set<Model>();
	let channel: (BroadcastChannel & { unref?(): void }) | undefined;
	let listens = false;
	/** Messages that have not been taken, and when they came. */
	const waiting: [Message, number][] = [];

	function modelOf(clientId: string, storage: PageStorage): Model {
		const kind = kindOf(storage);
		let models = kind ? shared : own.get(storage);
		if (!models) own.set(storage, (models = new Map<string, Model>()));
		const name = clientId + ' ' + (kind || '');
		const known = models.get(name);
		if (known) {
			known.isOld = true;
			return known;
		}
		const model = {
			clientId,
			storage,
			kind,
			steps: 0,
			sessions: new Map<string, string>(),
			current: null,
			listeners: new Set(),
		} as unknown as Model;
		model.state = stateAfter(model);
		models.set(name, model);
		if (kind) live.add(model);
		look(model);
		return model;
	}

	function look(model: Model): void {
		const { clientId, sessions, steps, storage } = model;
		clearTimeout(model.timer);
		void then(find(read, storage, clientId, sessions.keys()), (found) => {
			const isEarly = host.underway || Date.now() - model.heard! < patience;
			// What was read before a step is outdated.
			if (model.steps !== steps) look(model);
			else if (isEarly && model.known && textOf(found) !== textOf(model)) lookLater(model);
			else adopt(model, found);
		});
	}

	function lookLater(model: Model): void {
		if (!inBrowser()) return;
		clearTimeout(model.timer);
		model.timer = setTimeout(look, delay, model);
	}

	function publish(model: Model, step: Step): void {
		const { clientId, isOld, kind } = model;
		// What has come before is heard before, even if the storage does not show it yet.
		hearAll();
		const before = isOld ? model.sessions.get(step.username!) || null : undefined;
		const changed = take(model, step) || !isOld;
		// Whoever finds what another tab has stored has nothing to say that it does not say itself.
		if (!changed || !inBrowser() || (step.change === 'refreshed' && before === null)) return;
		const message: Message = { ...step, clientId, kind, before };
		listen();
		if (channel) channel.postMessage(message);
		// Workers and pages may have the same storage under different names.
		for (const other of live) if (other !== model) hear(other, message);
	}

	/**
	 * Takes the messages that have come, in their order. A listener may ask for the session at
	 * once, so a change waits until the storage shows it in this tab too, but not for long.
	 */
	function hearNext(): void {
		for (let next; (next = waiting[0]);) {
			const [message, came] = next;
			if (Date.now() - came < delay && [...live].some((model) => isEarly(model, message))) {
				setTimeout(hearNext, 10);
				return;
			}
			waiting.shift();
			for (const model of live) hear(model, message);
		}
	}

	/** Takes all messages that have come. */
	function hearAll(): void {
		for (const [message] of waiting.splice(0)) for (const model of live) hear(model, message);
	}

	/** Reports whether the storage still shows the session of before a message. */
	function isEarly({ clientId, kind, sessions, storage }: Model, message: Message): boolean {
		const { session, username } = message;
		if (kind !== ofAllTabs || kind !== message.kind || clientId !== message.clientId || session === undefined)
			return false;
		const stored = sessionOf(read, storage, clientId, username!) || null;
		return stored !== session && stored === (sessions.get(username!) || null);
	}

	/** Takes a message. */
	function hear(model: Model, message: Message): void {
		const { before, clientId, kind, session, username } = message;
		if (clientId !== model.clientId) return;
		// Two tabs may have changed something at the same time: the storage has what came last.
		lookLater(model);
		const had = model.sessions.get(username!) || null;
		// A storage without a name may be another one, and news that fit to nothing may be old.
		if (!kind || kind !== model.kind || !(before === undefined || before === had || session === had)) return;
		model.heard = Date.now();
		take(model, message);
	}

	function listen(): void {
		if (listens || !inBrowser()) return;
		listens = true;
		try {
			// Not the facade's: what is said there is a sign-out.
			channel = new BroadcastChannel('cognitowasm.state');
			channel.onmessage = ({ data }: MessageEvent<Message | undefined>) => {
				if (!data) return;
				for (const model of live) if (model.clientId === data.clientId) lookLater(model);
				if (waiting.push([data, Date.now()]) === 1) hearNext();
			};
			// Node has one too, and must end all the same where a test looks like a browser.
			if (channel.unref) channel.unref();
		} catch {
			// There are none, or the page may not have one.
		}
		const { addEventListener } = globalThis as Partial<typeof globalThis>;
		if (!addEventListener) return;
		addEventListener('storage', ({ key, storageArea }) => {
			for (const model of live) {
				if (
					model.kind === ofAllTabs &&
					model.storage === storageArea &&
					(key === null || key.startsWith(keyPrefix(model.clientId)))
				)
					lookLater(model);
			}
		});
		// A page that comes back from the browser's cache has heard nothing meanwhile.
		addEventListener('pageshow', ({ persisted }) => {
			if (persisted) live.forEach(lookLater);
		});
	}

	return {
		modelOf,
		look,
		lookLater,
		publish,
		follow(model) {
			if (model.listeners.size) live.add(model);
			else if (!model.kind) live.delete(model);
			listen();
		},
	};
}
