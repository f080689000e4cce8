import type { EventsSocket } from "../../js/events-client.d.ts";

export declare function io(uri: string, options: Record<string, any>): EventsSocket;
