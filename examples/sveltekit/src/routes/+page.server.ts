import { poolData } from '$lib/server/pool';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { session } }) => ({
	email: session && (session.getIdToken().payload.email as string),
	pool: poolData(),
});
