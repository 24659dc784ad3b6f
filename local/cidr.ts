// Ranges of IP addresses, `10.0.0.0/24` or `2001:db8::/32`.
import { BlockList, isIP } from 'node:net';

/** Whether an address lies in the range; undefined where the text is no range. */
export function findCidr(text: string): ((address: string) => boolean) | undefined {
  const [base = '', bits = '', ...rest] = text.split('/');
  const version = isIP(base);
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  if (Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family);
  return (address) => isIP(address) === version && list.check(address, family);
}
