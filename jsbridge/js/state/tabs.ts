/**
 * The models of a page, and how they learn of what happens elsewhere: from messages of other
 * tabs and workers, and from what pages without this entry do to a storage.
 *
 * @packageDocumentation
 */
import type { PageStorage } from '../gen/protocol';
import { inBrowser } from '../page/base/environment';
import { hide } from '../page/base/hidden';
import { keyPrefix } from '../gen/keys';
import { Model } from './model';
import type { Step } from './model';
import { find, isThenable, kindOf, ofAllTabs, ofThisTab, then } from './storage';
import type { Read } from './storage';

/** What other tabs hear of a step. No secret is in it. */
interface Message extends Step {
	clientId: string;
	kind: string | undefined;
	/** The user's session before; null if there was none, undefined if that is not known. */
	before: string | null | undefined;
}

/**
 * How many milliseconds after an event a storage is looked at. A message, which says more, is
 * there by then; and a tab may see for a while what another one has replaced.
 */
const delay = 300;

/** The hidden property of a storage that has its models: through a proxy of the storage, the same ones. */
const modelsOf = Symbol();
type Models = Map<string, Model>;

export class Tabs {
	/** The models of the storages that tabs share, by their kind and app client. */
	private readonly shared: Models = new Map();
	/** Those of the storages that were frozen, or that somebody listens to. */
	private readonly own = new WeakMap<object, Models>();
	/** The models that are kept up to date. */
	private readonly live = new Set<Model>();
	private channel: (BroadcastChannel & { unref?(): void }) | undefined;
	private listens = false;

	constructor(private readonly read: Read) {}

	/** The model of an app client's users in a storage; it is made, and knows what a synchronous storage has. */
	modelOf(clientId: string, storage: PageStorage): Model {
		const kind = kindOf(storage);
		let models: Models | undefined = this.shared;
		if (!kind) {
			models = this.own.get(storage);
			const hidden = !models && (storage as { [modelsOf]?: (take: (made: Models) => void) => void })[modelsOf];
			if (hidden) hidden((made) => (models = made));
			if (!models) {
				const made: Models = (models = new Map());
				this.own.set(storage, made);
				hide(storage, modelsOf, (take: (made: Models) => void) => take(made));
			}
		}
		const name = [clientId, kind].join(' ');
		let model = models!.get(name);
		if (model) {
			model.isNew = false;
		} else {
			models!.set(name, (model = new Model(clientId, storage, kind)));
			if (kind) this.live.add(model);
			this.look(model);
		}
		return model;
	}

	/** Compares a model with its storage. */
	look(model: Model): PromiseLike<void> | void {
		const { clientId, sessions, steps, storage, looking } = model;
		if (looking) return looking;
		clearTimeout(model.timer);
		model.timer = undefined;
		const found = find(this.read, storage, clientId, sessions.keys());
		const take = then(found, (value): void | PromiseLike<void> => {
			model.looking = undefined;
			// What was read before a step is outdated.
			if (model.steps === steps) model.adopt(value);
			else return this.look(model) as void;
		});
		if (isThenable(take)) model.looking = take as PromiseLike<void>;
		return take;
	}

	/**
	 * Looks now, where a synchronous storage makes that possible.
	 *
	 * @returns the model
	 */
	upToDate(model: Model): Model {
		void this.look(model);
		return model;
	}

	/** Looks a little later; whatever happens meanwhile puts it off. */
	lookLater(model: Model): void {
		if (!inBrowser()) return;
		clearTimeout(model.timer);
		model.timer = setTimeout(() => void this.look(model), delay);
	}

	/**
	 * Takes a step that was made here, and publishes it.
	 *
	 * @param isNew - the model was made after the step, so that it cannot tell what has changed
	 */
	publish(model: Model, step: Step, isNew = false): void {
		const { clientId, kind } = model;
		const before = isNew ? undefined : model.sessions.get(step.username!) || null;
		const changed = model.take(step);
		if (!changed && !isNew) return;
		// Whoever refreshes what another tab has just stored has nothing to say that it does not say itself.
		if (kind === ofThisTab || !inBrowser() || (step.change === 'refreshed' && before === null)) return;
		const message: Message = { ...step, clientId, kind, before };
		this.listen();
		if (this.channel) this.channel.postMessage(message);
		// Workers and pages may have the same storage under different names.
		for (const other of this.live) if (other !== model) this.hear(other, message);
	}

	/** Keeps a model up to date, from now on. */
	follow(model: Model): void {
		this.live.add(model);
		this.listen();
	}

	/** Stops doing so where only this page's listeners needed it. */
	leave(model: Model): void {
		if (!model.kind) this.live.delete(model);
	}

	/** Takes a message. */
	private hear(model: Model, message: Message): void {
		const { before, change, kind, session, username } = message;
		if (message.clientId !== model.clientId || model.kind === ofThisTab) return;
		const had = model.sessions.get(username!) || null;
		const isNews = change === 'userChanged' || before === undefined || before === had || session === had;
		// A storage without a name may be another one, and news that fit to nothing may be old.
		if (!kind || kind !== model.kind || !model.known || !isNews) return this.lookLater(model);
		model.take(message);
		// Two tabs may have changed it at the same time: the storage has the later one.
		if (model.timer || change === 'userChanged' || message.current) this.lookLater(model);
	}

	private listen(): void {
		if (this.listens || !inBrowser()) return;
		this.listens = true;
		try {
			// Not the facade's: what is said there is a sign-out.
			this.channel = new BroadcastChannel('cognitowasm.state');
			this.channel.onmessage = ({ data }: MessageEvent<Message | undefined>) => {
				if (data) for (const model of this.live) this.hear(model, data);
			};
			// Node has one too, and must end all the same where a test looks like a browser.
			if (this.channel.unref) this.channel.unref();
		} catch {
			// There are none, or the page may not have one.
		}
		if (!('addEventListener' in globalThis)) return;
		addEventListener('storage', ({ key, storageArea }: StorageEvent) => {
			for (const model of this.live) {
				if (
					model.kind === ofAllTabs &&
					model.storage === storageArea &&
					(key === null || key.startsWith(keyPrefix(model.clientId) + '.'))
				)
					this.lookLater(model);
			}
		});
		addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
			if (persisted) for (const model of this.live) this.lookLater(model);
		});
	}
}
