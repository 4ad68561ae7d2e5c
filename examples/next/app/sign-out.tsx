'use client';

import { CognitoUserPool, CookieStorage } from 'amazon-cognito-identity-js';
import type { ICognitoUserPoolData } from 'amazon-cognito-identity-js';
import { useRouter } from 'next/navigation';
import { cookieAttributes } from '../cookies';

export function SignOut({ pool }: { pool: ICognitoUserPoolData }) {
	const router = useRouter();
	const signOut = () => {
		new CognitoUserPool({ ...pool, Storage: new CookieStorage(cookieAttributes) }).getCurrentUser()?.signOut();
		router.refresh();
	};
	return <button onClick={signOut}>Sign out</button>;
}
