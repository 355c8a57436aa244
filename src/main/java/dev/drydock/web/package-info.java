/** HTTP only: token, endpoints, health, mapping failures to problem responses. */
@NullMarked
package dev.drydock.web;

import org.jspecify.annotations.NullMarked;
