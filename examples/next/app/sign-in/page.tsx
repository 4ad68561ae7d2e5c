import { connection } from 'next/server';
import { poolData } from '../../session';
import { Form } from './form';

export default async function SignIn() {
	await connection(); // the pool is what the running server says
	return <Form pool={poolData()} />;
}
