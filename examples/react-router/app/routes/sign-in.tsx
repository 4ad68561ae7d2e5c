import { AuthenticationDetails, CognitoUser, CognitoUserPool, CookieStorage } from 'amazon-cognito-identity-js';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Route } from './+types/sign-in';
import { cookieAttributes } from '../cookies';
import { poolData } from '../session.server';

export function loader() {
	return poolData();
}

export default function SignIn({ loaderData }: Route.ComponentProps) {
	const navigate = useNavigate();
	const [message, setMessage] = useState('');

	const signIn = (event: SubmitEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const Username = String(form.get('username'));
		const Storage = new CookieStorage(cookieAttributes);
		const user = new CognitoUser({ Username, Pool: new CognitoUserPool({ ...loaderData, Storage }), Storage });
		user.authenticateUser(new AuthenticationDetails({ Username, Password: String(form.get('password')) }), {
			onSuccess: () => void navigate('/'),
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
