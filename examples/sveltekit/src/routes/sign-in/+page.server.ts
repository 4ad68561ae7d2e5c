import { poolData } from '$lib/server/pool';

export const load = () => ({ pool: poolData() });
