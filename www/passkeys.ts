// The ways in which the signed-in user can sign in, and their passkeys. All of it is
// cognitowasm.passwordless.js's.

import { factorName } from './choice';
import { busyWith, byId, clockTime, make, onClick, say } from './view';
import { logAction } from './wire';

/** Who is signed in. */
let signedIn: () => PasswordlessUser | undefined;

export function startPasskeys(user: typeof signedIn) {
	signedIn = user;
	onClick('ways-load', () => {
		logAction('Ask for the ways to sign in');
		return load();
	});
	onClick('passkey-add', add);
}

/** Shows nothing, for whoever signs in next. */
export function forgetPasskeys() {
	show(false);
	for (const id of ['auth-factors', 'passkeys']) byId(id).replaceChildren();
}

async function load() {
	const user = signedIn();
	if (!user) return;
	const [{ ConfiguredUserAuthFactors: factors = [] }, passkeys] = await Promise.all([
		user.getUserAuthFactors(),
		user.listPasskeys(),
	]);
	// Somebody may have signed out meanwhile.
	if (signedIn() !== user) return;
	byId('auth-factors').replaceChildren(...factors.map((factor) => make('li', '', factorName(factor))));
	byId('passkeys').replaceChildren(...passkeys.map(passkeyRow));
	show(true);
}

function show(shown: boolean) {
	byId('ways-list').hidden = !shown;
	byId('ways-load').textContent = shown ? 'Ask again' : 'Ask Cognito how I can sign in';
}

async function add() {
	const user = signedIn();
	if (!user) return;
	logAction('Add a passkey');
	say('busy', 'Your browser makes a passkey…');
	await user.registerPasskey();
	await load();
	say('ok', 'The passkey is registered. Sign out, and sign in with it.');
}

function passkeyRow(passkey: Passkey): HTMLElement {
	const { CredentialId: id, FriendlyCredentialName: name, AuthenticatorAttachment: attachment } = passkey;
	const created = new Date(passkey.CreatedAt * 1000);
	const remove = make('button', 'delete quiet small', 'Delete');
	remove.type = 'button';
	remove.setAttribute('aria-label', `Delete passkey ${name}, of ${clockTime(created.getTime())}`);
	remove.addEventListener('click', () => void busyWith(remove, () => deletePasskey(id)));
	const row = make(
		'li',
		'',
		make(
			'div',
			'',
			make('b', '', name),
			make(
				'span',
				'',
				`${attachment ?? 'passkey'}, made ${created.toLocaleDateString()} ${clockTime(created.getTime())}`,
			),
		),
		remove,
	);
	row.dataset.credential = id;
	return row;
}

async function deletePasskey(id: string) {
	const user = signedIn();
	if (!user) return;
	logAction('Delete a passkey');
	await user.deletePasskey(id);
	await load();
	// The button that had the focus is gone.
	byId('passkey-add').focus();
	say('ok', 'The passkey is deleted at Cognito.');
}
