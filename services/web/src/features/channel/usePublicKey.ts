// The public half of the key that is written into a form.
import { useQuery } from '@tanstack/react-query'
import { publicKeyOf } from './dkimKey'

export function usePublicKey(privatePem: string): string | undefined {
  const { data } = useQuery({
    queryKey: ['dkimPublicKey', privatePem],
    queryFn: async () => (await publicKeyOf(privatePem)) ?? null,
    enabled: privatePem !== '',
    staleTime: Infinity,
    // A private key is not kept longer than it is looked at.
    gcTime: 0,
  })
  return data ?? undefined
}
