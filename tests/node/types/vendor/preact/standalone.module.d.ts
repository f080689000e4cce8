// What the app uses of Preact with htm; the package itself publishes types that need another one's.
export interface VNode {
  readonly type: unknown;
}
export interface Ref<T> {
  current: T;
}
export declare const html: (strings: TemplateStringsArray, ...values: unknown[]) => VNode;
export declare function render(tree: VNode, parent: Element): void;
export declare function useState<T>(initial: T | (() => T)): [T, (next: T | ((was: T) => T)) => void];
export declare function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export declare function useLayoutEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export declare function useRef<T>(initial: T): Ref<T>;
export declare function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export declare function useCallback<F extends (...args: any[]) => unknown>(callback: F, inputs: readonly unknown[]): F;
export declare function useErrorBoundary(heard?: (error: unknown) => void): [unknown, () => void];
