import { poolOptions } from '../page/base/options';
import { addChallenges } from './challenge';
import type { Classes, PasswordlessHost } from './facade';
import { addPasskeys } from './passkeys';

/**
 * Adds passkeys, and sign-ins that survive a reload, to the classes of this package. Programs
 * that import `cognitowasm/passwordless` need not call it, unless they use the classes of
 * `cognitowasm/inline`.
 *
 * @param classes - this package, or these two classes of it
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function addPasswordless(classes: Classes): void {
	const host = (classes.CognitoUser.prototype as { [poolOptions]?: PasswordlessHost })[poolOptions];
	if (!host) throw new TypeError('addPasswordless takes the classes of cognitowasm, of the same version.');
	addChallenges(classes, host);
	addPasskeys(classes, host);
}
