import { CognitoUserPool, CookieStorage } from 'amazon-cognito-identity-js';
import { Link, useRevalidator } from 'react-router';
import type { Route } from './+types/home';
import { cookieAttributes } from '../cookies';
import { poolData, sessionContext } from '../session.server';

export function loader({ context }: Route.LoaderArgs) {
	const session = context.get(sessionContext);
	return { email: session && (session.getIdToken().payload.email as string), pool: poolData() };
}

export default function Home({ loaderData: { email, pool } }: Route.ComponentProps) {
	const { revalidate } = useRevalidator();
	if (!email) return <Link to="/sign-in">Sign in</Link>;
	const signOut = () => {
		new CognitoUserPool({ ...pool, Storage: new CookieStorage(cookieAttributes) }).getCurrentUser()?.signOut();
		void revalidate();
	};
	return (
		<>
			<p>Signed in as {email}</p>
			<button onClick={signOut}>Sign out</button>
		</>
	);
}
