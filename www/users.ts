// Who is signed in in this browser, side by side, and what has changed. All of it is
// cognitowasm.state.js's.

import { busyWith, byId, clockTime, make, onClick, say } from './view';
import { logAction } from './wire';

/** How many changes are shown. */
const shown = 30;

const texts: Record<AuthState['change'], string> = {
	initial: 'when the page was opened',
	signedIn: 'signed in',
	refreshed: 'refreshed',
	signedOut: 'signed out',
	expired: 'expired for good',
	userChanged: 'is the current user now',
};

/**
 * @param pool - the pool to follow
 * @param refreshView - shows the current user
 */
export function startUsers(pool: StatePool, refreshView: () => void) {
	onClick('add-user', () => {
		logAction('Sign in another user');
		pool.setCurrentUser(null);
		refreshView();
		byId('signin-username').focus();
	});
	pool.onStateChange((state) => {
		addChange(state);
		byId('users').replaceChildren(
			...pool.getSignedInUsers().map((user) => userRow(pool, user, user.getUsername() === state.username, refreshView)),
		);
		byId('add-user-actions').hidden = !state.username;
	});
}

function addChange({ change, changedUser, username }: AuthState) {
	const who = change === 'initial' ? (username ?? 'nobody') : (changedUser ?? 'nobody');
	const row = make('li', '', make('time', '', clockTime(Date.now())), ' ', make('b', '', who), ` ${texts[change]}`);
	row.dataset.change = change;
	row.dataset.username = changedUser ?? '';
	const list = byId('changes');
	list.prepend(row);
	while (list.children.length > shown) list.lastElementChild!.remove();
}

function userRow(pool: StatePool, user: CognitoUser, current: boolean, refreshView: () => void): HTMLElement {
	const name = user.getUsername();
	const button = (className: string, text: string, label: string, work: () => void) => {
		const control = make('button', `${className} quiet small`, text);
		control.type = 'button';
		control.setAttribute('aria-label', label);
		control.addEventListener('click', () => void busyWith(control, async () => work()));
		return control;
	};
	const row = make(
		'li',
		'',
		make('span', 'avatar', name.slice(0, 1).toUpperCase()),
		make('div', '', make('b', '', name), make('span', '', current ? 'current user' : 'signed in')),
		make(
			'div',
			'actions',
			...(current
				? []
				: [
						button('pick', 'Use', `Make ${name} the current user`, () => {
							logAction(`Use ${name}`);
							pool.setCurrentUser(user);
							refreshView();
							say('ok', `${name} is the current user.`);
						}),
					]),
			button('out', 'Sign out', `Sign ${name} out`, () => {
				logAction(`Sign ${name} out`);
				user.signOut();
				refreshView();
				say('ok', `${name} is signed out. Everybody else stays.`);
			}),
		),
	);
	row.dataset.username = name;
	row.dataset.current = String(current);
	return row;
}
