// As far as the live parts of the dashboard use it.
export declare const Idiomorph: {
  morph(target: Element, content: string | HTMLCollection, options: Record<string, unknown>): Node[];
  defaults: { callbacks: { beforeAttributeUpdated(name: string, node: Element): boolean } };
};
