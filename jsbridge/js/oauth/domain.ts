/**
 * The origin of a pool's domain, which applications name with or without its scheme.
 *
 * @param domain - for instance `auth.example.com`
 */
export function originOf(domain: string): string {
	return (domain.includes('://') ? '' : 'https://') + domain.replace(/\/$/, '');
}

/** Reports whether an address is https, or http on this machine. */
export function isSecure({ protocol, hostname }: URL): boolean {
	return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3})$/.test(hostname));
}
