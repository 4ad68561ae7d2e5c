/**
 * Reports as an event what a storage refuses the core where that does not affect the
 * call; what does is in the reply, and is reported from there. A part of the runtime.
 *
 * @packageDocumentation
 */
import type { Host } from '../page/state/call';
import type { CognitoEventMap } from '../page/base/events';
import type { PageStorage, SessionReply, SignInReply } from '../gen/protocol';

type Operation = CognitoEventMap['storagewarning']['operation'];

interface Watched {
	/** The storage for the core: always the same object, so that the core knows which calls share a storage. */
	storage: PageStorage;
	/** What was refused since the last call ended. */
	refused: [operation: Operation, key: string][];
}

const all = new WeakMap<object, Watched>();

/** Watches a storage. */
export function watch(storage: PageStorage): Watched {
	const known = all.get(storage);
	if (known) return known;
	const refused: Watched['refused'] = [];
	const method =
		(operation: Operation, name: keyof PageStorage) =>
		(key: string, value?: string): unknown => {
			const failed = (error: unknown) => {
				refused.push([operation, key]);
				throw error;
			};
			try {
				const answer = storage[name](key, value!);
				return answer && typeof (answer as Partial<PromiseLike<unknown>>).then === 'function'
					? Promise.resolve(answer).catch(failed)
					: answer;
			} catch (error) {
				return failed(error);
			}
		};
	const watched: Watched = {
		refused,
		storage: {
			getItem: method('read', 'getItem'),
			setItem: method('write', 'setItem'),
			removeItem: method('remove', 'removeItem'),
		},
	};
	all.set(storage, watched);
	return watched;
}

/**
 * Reports the first refusal since the last call ended, once.
 *
 * @param storage - the one that was watched
 * @param outcome - the reply or the error, which may report it already
 * @param host - who raises the event
 */
export function tell(storage: PageStorage, outcome: unknown, host: Host): void {
	const [first] = watch(storage).refused.splice(0);
	const { code, unsaved, deviceUnsaved, session } = Object(outcome) as { code?: unknown } & Partial<
		SignInReply & SessionReply
	>;
	if (
		first &&
		code !== 'StorageError' &&
		!unsaved &&
		!deviceUnsaved &&
		!(Object(session) as Partial<SessionReply>).unsaved
	)
		host.keep(storage, [], first[1], first[0]);
}
