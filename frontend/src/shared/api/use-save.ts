import { useMutation } from "@tanstack/react-query";
import { fieldErrors } from "@/shared/api/describe-error";
import { useRefresh } from "@/shared/api/use-refresh";
import { notifyDone } from "@/shared/ui/notify";

interface Options {
  /** Said when it is kept. */
  done: string;
  onClose: () => void;
  /** Before everything on screen is read again. */
  after?: () => Promise<unknown> | undefined;
}

/**
 * What every form in a drawer does: save, say so, close, read the page again. A refusal stays in the form: spread
 * `form` into FormDrawer and give `problems` to the fields.
 */
export function useSave(save: () => Promise<unknown>, { done, onClose, after }: Options) {
  const refresh = useRefresh();
  const mutation = useMutation({
    meta: { quiet: true },
    mutationFn: save,
    onSuccess: async () => {
      notifyDone(done);
      onClose();
      await after?.();
      await refresh();
    },
  });
  return {
    problems: fieldErrors(mutation.error),
    form: { onClose, onSubmit: () => mutation.mutate(), busy: mutation.isPending, error: mutation.error },
  };
}
