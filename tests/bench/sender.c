/* The kernel's own cost of a delivery: one send() a client, and nothing else. Reads a byte on stdin, sends, answers. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int port = atoi(argv[1]), count = atoi(argv[2]), size = atoi(argv[3]), one = 1;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
    puts("listening");
    fflush(stdout);
    int *clients = malloc(sizeof(int) * count);
    for (int i = 0; i < count; i++) {
        clients[i] = accept(listener, NULL, NULL);
        setsockopt(clients[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    char *payload = malloc(size);
    memset(payload, 'x', size);
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
        for (int i = 0; i < count; i++) send(clients[i], payload, size, 0);
        puts("sent");
        fflush(stdout);
    }
    return 0;
}
