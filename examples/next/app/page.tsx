import { cookies } from 'next/headers';
import Link from 'next/link';
import { poolData, sessionOf } from '../session';
import { SignOut } from './sign-out';

export default async function Home() {
	const { session } = await sessionOf(await cookies());
	if (!session) return <Link href="/sign-in">Sign in</Link>;
	return (
		<>
			<p>Signed in as {session.getIdToken().payload.email as string}</p>
			<SignOut pool={poolData()} />
		</>
	);
}
