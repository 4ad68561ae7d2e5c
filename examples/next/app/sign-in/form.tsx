'use client';

import { AuthenticationDetails, CognitoUser, CognitoUserPool, CookieStorage } from 'amazon-cognito-identity-js';
import type { ICognitoUserPoolData } from 'amazon-cognito-identity-js';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { cookieAttributes } from '../../cookies';

export function Form({ pool }: { pool: ICognitoUserPoolData }) {
	const router = useRouter();
	const [message, setMessage] = useState('');

	const signIn = (event: SubmitEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const Username = String(form.get('username'));
		const Storage = new CookieStorage(cookieAttributes);
		const user = new CognitoUser({ Username, Pool: new CognitoUserPool({ ...pool, Storage }), Storage });
		user.authenticateUser(new AuthenticationDetails({ Username, Password: String(form.get('password')) }), {
			onSuccess: () => {
				router.push('/');
				router.refresh();
			},
			onFailure: (error: Error) => setMessage(error.message),
		});
	};

	return (
		<form method="post" onSubmit={signIn}>
			<label>
				Name <input name="username" autoComplete="username" required />
			</label>
			<label>
				Password <input name="password" type="password" autoComplete="current-password" required />
			</label>
			<button>Sign in</button>
			<p role="alert">{message}</p>
		</form>
	);
}
