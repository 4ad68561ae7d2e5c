/**
 * The origin of a pool's domain, which applications name with or without its scheme.
 *
 * @param domain - for instance `auth.example.com`
 */
export function originOf(domain: string): string {
	return (domain.includes('://') ? '' : 'https://') + domain.replace(/\/$/, '');
}
