// Small helpers between the page's elements and its script. Nothing here knows
// of Cognito, and data reaches the page as text only, never as HTML.

/** The element with this id, which index.html promises to have. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what index.html has
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
	const found = document.getElementById(id);
	if (!found) throw new Error(`index.html has no #${id}`);
	return found as E;
}

export const input = (id: string) => byId<HTMLInputElement>(id);

/** Makes an element with a class and children; strings become text. */
export function make<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	className = '',
	...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...children);
	return element;
}

/** Says how the last action went, on the page and to screen readers. */
export function say(kind: 'ok' | 'busy' | 'error', text: string, code = '') {
	const message = byId('message');
	message.dataset.kind = kind;
	message.dataset.code = code;
	message.replaceChildren(...(code ? [make('strong', '', code), ' '] : []), text);
}

/** Says what went wrong, by its code where it has one. */
export function sayError(error: unknown) {
	if (error instanceof Error) {
		const { code } = error as { code?: unknown };
		say('error', error.message, typeof code === 'string' ? code : error.name);
	} else {
		say('error', String(error), 'Error');
	}
}

/**
 * Runs an action that a control started: the control cannot be used meanwhile,
 * and a failure is shown.
 */
export async function busyWith(control: HTMLButtonElement, work: () => Promise<void>) {
	if (control.disabled) return;
	const hadFocus = document.activeElement === control;
	control.disabled = true;
	control.setAttribute('aria-busy', 'true');
	try {
		await work();
	} catch (error) {
		sayError(error);
	} finally {
		control.disabled = false;
		control.removeAttribute('aria-busy');
		// Disabling took the focus away; whoever uses a keyboard wants it back,
		// unless the action has moved it.
		if (hadFocus && document.activeElement === document.body && control.checkVisibility()) control.focus();
	}
}

/** Wires a form: Enter and its button both submit it. */
export function onSubmit(formId: string, work: () => Promise<void>) {
	byId<HTMLFormElement>(formId).addEventListener('submit', (event) => {
		event.preventDefault();
		void busyWith(byId<HTMLButtonElement>(`${formId}-submit`), work);
	});
}

export function onClick(buttonId: string, work: () => void | Promise<void>) {
	const button = byId<HTMLButtonElement>(buttonId);
	button.addEventListener('click', () => void busyWith(button, async () => work()));
}

/** Fills a two-column table. */
export function fillTable(id: string, rows: Iterable<[name: string, value: string]>) {
	const body = byId<HTMLTableElement>(id).tBodies[0]!;
	body.replaceChildren(
		...Array.from(rows, ([name, value]) => {
			const head = make('th', '', ...breakable(name));
			head.scope = 'row';
			return make('tr', '', head, make('td', '', ...breakable(value)));
		}),
	);
}

/** Lets a long name or value break after its punctuation, rather than anywhere. */
function breakable(text: string): (Node | string)[] {
	return text.split(/(?<=[:._/@])(?=[^:._/@])/).flatMap((part, i) => (i > 0 ? [make('wbr'), part] : [part]));
}

const clock = new Intl.DateTimeFormat(undefined, {
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
});

export const clockTime = (milliseconds: number) => clock.format(milliseconds);

export function kilobytes(bytes: number) {
	return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${Math.round(bytes / 1000)} kB`;
}
